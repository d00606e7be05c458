package jinja

import "math/big"

// sliceValue is Python's slice object; parts are nil when left out.
type sliceValue struct{ start, stop, step Value }

// TypeName is Python's name of the type.
func (s *sliceValue) TypeName() string { return "slice" }

// slice is v[start:stop:step].
func (f *frame) slice(v Value, s *sliceValue) (Value, error) {
	if u, ok := v.(*Undefined); ok {
		return u.again()
	}
	n, ok := length(v)
	if !ok {
		return nil, notSliceable(v)
	}
	at, err := s.offsets(n)
	if err != nil {
		return nil, err
	}
	if err := f.run.spend(1, 16*len(at)); err != nil {
		return nil, err
	}
	switch o := v.(type) {
	case string:
		return pickRunes(o, at), nil
	case Markup:
		return Markup(pickRunes(string(o), at)), nil
	case *List:
		return &List{Items: pick(o.Items, at)}, nil
	case *Tuple, *group:
		items, _ := itemsOf(o)
		return &Tuple{Items: pick(items, at)}, nil
	case *Range:
		return sliceRange(o, at, s), nil
	case Elementer:
		if _, isView := v.(*dictView); !isView {
			return &List{Items: pick(o.Elements(), at)}, nil
		}
	}
	return nil, notSliceable(v)
}

func notSliceable(v Value) error {
	if _, ok := v.(*Dict); ok {
		return Raise(kindType, "unhashable type: 'slice'")
	}
	return Raise(kindType, "'%s' object is not subscriptable", typeName(v))
}

// offsets lists the positions that the slice takes from n elements.
func (s *sliceValue) offsets(n int) ([]int, error) {
	step := 1
	if s.step != nil {
		var err error
		if step, err = sliceInt(s.step); err != nil {
			return nil, err
		}
		if step == 0 {
			return nil, Raise(kindValue, "slice step cannot be zero")
		}
	}
	low, high := 0, n
	if step < 0 {
		low, high = -1, n-1
	}
	start, stop := low, high
	if step < 0 {
		start, stop = high, low
	}
	start, err := bound(s.start, start, low, high, n)
	if err != nil {
		return nil, err
	}
	stop, err = bound(s.stop, stop, low, high, n)
	if err != nil {
		return nil, err
	}
	return stride(start, stop, step), nil
}

func stride(start, stop, step int) []int {
	var out []int
	for i := start; step > 0 && i < stop || step < 0 && i > stop; i += step {
		out = append(out, i)
		if step > 0 && i > stop-step || step < 0 && i < stop-step {
			break
		}
	}
	return out
}

// bound reads one end of a slice, clipped to low and high.
func bound(v Value, def, low, high, n int) (int, error) {
	if v == nil {
		return def, nil
	}
	i, err := sliceInt(v)
	if err != nil {
		return 0, err
	}
	if i < 0 {
		i += n
	}
	return max(low, min(high, i)), nil
}

const sliceMax = 1 << 40

func sliceInt(v Value) (int, error) {
	switch v := v.(type) {
	case int64:
		return int(max(-sliceMax, min(sliceMax, v))), nil
	case bool:
		return int(boolInt(v)), nil
	case *big.Int:
		return v.Sign() * sliceMax, nil
	}
	return 0, Raise(kindType, "slice indices must be integers or None or have an __index__ method")
}

func pick(items []Value, at []int) []Value {
	out := make([]Value, len(at))
	for i, j := range at {
		out[i] = items[j]
	}
	return out
}

func pickRunes(s string, at []int) string {
	if ascii(s) {
		if len(at) > 0 && at[len(at)-1]-at[0] == len(at)-1 {
			return s[at[0] : at[len(at)-1]+1]
		}
		b := make([]byte, len(at))
		for i, j := range at {
			b[i] = s[j]
		}
		return string(b)
	}
	runes, out := []rune(s), make([]rune, len(at))
	for i, j := range at {
		out[i] = runes[j]
	}
	return string(out)
}

func sliceRange(r *Range, at []int, s *sliceValue) *Range {
	step := int64(1)
	if n, err := sliceInt(s.step); s.step != nil && err == nil {
		step = int64(n)
	}
	if len(at) == 0 {
		return &Range{r.Start, r.Start, r.Step * step}
	}
	last := r.At(at[len(at)-1])
	return &Range{r.At(at[0]), last + r.Step*step, r.Step * step}
}
