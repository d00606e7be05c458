package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"scv/internal/identity/record"
	"scv/similarity"
)

// Measure is one way to say how alike two values are.
type Measure struct {
	Name  string
	least bool // alike from a number on, as a similarity is; else up to one, as a distance
	of    func(s *record.Set, column string, gram int) func(a, b string) float64
}

// Step is a level that somebody has written: it holds where the measure reaches the
// bound.
type Step struct {
	Name    string
	Measure string
	Bound   float64 // "equal" has none
	Gram    int     // letters of a run, for jaccard and cosine_grams; 0 = 2
	Rarity  float64
}

// Measures lists what a Step can measure.
func Measures() []Measure {
	text := func(f func(a, b string) float64) func(*record.Set, string, int) func(a, b string) float64 {
		return func(*record.Set, string, int) func(a, b string) float64 { return f }
	}
	edits := func(f func(a, b string) int) func(*record.Set, string, int) func(a, b string) float64 {
		return text(func(a, b string) float64 { return float64(f(a, b)) })
	}
	runs := func(f func(a, b string, q int) float64) func(*record.Set, string, int) func(a, b string) float64 {
		return func(_ *record.Set, _ string, gram int) func(a, b string) float64 {
			return func(a, b string) float64 { return f(a, b, gram) }
		}
	}
	return []Measure{
		{"equal", true, text(func(a, b string) float64 { return map[bool]float64{true: 1}[a == b] })},
		{"jaro", true, text(func(a, b string) float64 { return similarity.Jaro(min(a, b), max(a, b)) })},
		{"jaro_winkler", true, text(jaroWinkler)},
		{"levenshtein", false, edits(similarity.Levenshtein)},
		{"osa", false, edits(similarity.OSA)},
		{"damerau_levenshtein", false, edits(similarity.DamerauLevenshtein)},
		{"jaccard", true, runs(similarity.Jaccard)},
		{"cosine_grams", true, runs(similarity.CosineGrams)},
		{"cosine_tokens", true, text(similarity.CosineTokens)},
		{"rare_words", true, rareWords},
		{"double_metaphone", true, text(soundAlike)},
		{"same_beginning", true, text(sameBeginning)},
		{"elements", true, text(commonElements)},
		{"days", false, text(daysApart)},
		{"years", false, text(func(a, b string) float64 { return daysApart(a, b) / 365.2425 })},
		{"difference", false, text(difference)},
		{"percent", false, text(percentApart)},
		{"kilometres", false, text(kilometres)},
	}
}

// Steps makes a comparison of levels that somebody has written, the strongest
// first; what none of them holds for is "different". Rarity counts where a step says
// so. kilometres reads "latitude longitude" as one value.
func Steps(name, column string, steps []Step) (Comparison, error) {
	c := Comparison{Name: name, Columns: []string{column}, Shared: true, Written: true}
	if err := tellable(len(steps)); err != nil {
		return c, err
	}
	var measures []Measure
	known := Measures()
	for _, s := range steps {
		at := slices.IndexFunc(known, func(m Measure) bool { return m.Name == s.Measure })
		if at < 0 {
			return c, fmt.Errorf("there is no measure %q", s.Measure)
		}
		measures = append(measures, known[at])
		c.Levels = append(c.Levels, Level{s.Name, s.Rarity, Prior{}})
	}
	c.Levels = append(c.Levels, Level{"different", 0, Prior{}})
	for k, p := range priors(len(steps)) {
		c.Levels[k].Prior = p
	}
	c.bind = func(l *laid) grader { return singly(bindSteps(l.Set, column, steps, measures)) }
	c.say = saySteps(column, steps)
	c.whole = slices.ContainsFunc(steps, func(s Step) bool { return s.Measure == "rare_words" })
	if slices.ContainsFunc(steps, func(s Step) bool { return s.Rarity > 0 }) {
		c.counted = []string{column}
	}
	return c, nil
}

// tellable is an error for a number of levels that a pattern has no room for.
func tellable(levels int) error {
	if levels == 0 || levels > 14 {
		return fmt.Errorf("%d levels: 1 to 14 can be told apart", levels)
	}
	return nil
}

// priors are those of so many levels that somebody has written, and of "different".
func priors(levels int) []Prior {
	var out []Prior
	var sum Prior
	share := 1 / float64(levels)
	for k := range levels {
		p := Prior{.25 * share, .3 * share, .1 * share}
		if k == 0 {
			p = Prior{.6 + .25*share, .3 + .3*share, .01 + .1*share}
		}
		out, sum = append(out, p), Prior{sum.M + p.M, sum.H + p.H, sum.U + p.U}
	}
	return append(out, Prior{1 - sum.M, 1 - sum.H, 1 - sum.U})
}

func bindSteps(set *record.Set, column string, steps []Step, measures []Measure) func(i, j int32) Grade {
	var of []func(a, b string) float64
	for k, m := range measures {
		gram := steps[k].Gram
		if gram == 0 {
			gram = 2
		}
		of = append(of, m.of(set, column, gram))
	}
	c := set.Column(column)
	grade := remember(func(a, b int32) Grade {
		x, y := c.Value(a), c.Value(b)
		for k, s := range steps {
			v, bound := of[k](x, y), s.Bound
			if s.Measure == "equal" {
				bound = 1
			}
			if measures[k].least && v >= bound || !measures[k].least && v <= bound { // NaN reaches nothing
				return Grade(k + 1)
			}
		}
		return Grade(len(steps) + 1)
	})
	return func(i, j int32) Grade {
		a, b := c.Codes[i], c.Codes[j]
		if a == 0 || b == 0 {
			return Null
		}
		return grade(a, b)
	}
}

// rareWords is the part of the words that two texts have in common, each counting
// the more the fewer records have it: through those of the text that has less.
func rareWords(s *record.Set, column string, _ int) func(a, b string) float64 {
	c := s.Column(column)
	counts, rows := map[string]int{}, 0
	for code, n := range record.Counts(c) {
		if n > 0 {
			rows += int(n)
			for _, w := range distinctWords(c.Value(int32(code))) {
				counts[w] += int(n)
			}
		}
	}
	weight := func(words []string) (sum float64) {
		for _, w := range words {
			sum += math.Log(1 + float64(rows)/float64(max(counts[w], 1)))
		}
		return sum
	}
	return func(a, b string) float64 {
		x, y := distinctWords(a), distinctWords(b)
		both := slices.DeleteFunc(slices.Clone(x), func(w string) bool { return !slices.Contains(y, w) })
		if less := min(weight(x), weight(y)); less > 0 {
			return weight(both) / less
		}
		return 0
	}
}

func distinctWords(text string) []string {
	words := strings.Fields(text)
	slices.Sort(words)
	return slices.Compact(words)
}

// soundAlike is 1 where the codes of both ways to say two names are the same, or the
// first ones are; .5 where one way of the one is a way of the other.
func soundAlike(a, b string) float64 {
	a1, a2 := similarity.DoubleMetaphone(a)
	b1, b2 := similarity.DoubleMetaphone(b)
	switch {
	case a1 == "" && a2 == "" || b1 == "" && b2 == "":
		return 0
	case a1 == b1:
		return 1
	case a1 == b2 || a2 == b1 || a2 == b2:
		return .5
	}
	return 0
}

func sameBeginning(a, b string) float64 {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return float64(n)
}

// commonElements is how many different elements two lists have in common.
func commonElements(a, b string) float64 {
	split := func(s string) []string {
		list := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(";,|[]{}", r) })
		for k := range list {
			list[k] = strings.Trim(list[k], " \"'")
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	x, y, n := split(a), split(b), 0
	for _, e := range x {
		if e != "" && slices.Contains(y, e) {
			n++
		}
	}
	return float64(n)
}

// daysApart is NaN where one is no ISO date.
func daysApart(a, b string) float64 {
	x, errX := time.Parse(time.DateOnly, a)
	y, errY := time.Parse(time.DateOnly, b)
	if errX != nil || errY != nil {
		return math.NaN()
	}
	return math.Abs(x.Sub(y).Hours()) / 24
}

func numbers(a, b string) (x, y float64) {
	parse := func(s string) float64 {
		f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
		if err != nil {
			return math.NaN()
		}
		return f
	}
	return parse(a), parse(b)
}

func difference(a, b string) float64 {
	x, y := numbers(a, b)
	return math.Abs(x - y)
}

// percentApart is the difference in parts of 100 of the larger.
func percentApart(a, b string) float64 {
	x, y := numbers(a, b)
	if x == y {
		return 0
	}
	return 100 * math.Abs(x-y) / max(math.Abs(x), math.Abs(y))
}

func kilometres(a, b string) float64 {
	place := func(s string) (latitude, longitude float64) {
		parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ;,()[]", r) })
		if len(parts) != 2 {
			return math.NaN(), math.NaN()
		}
		return numbers(parts[0], parts[1])
	}
	aLatitude, aLongitude := place(a)
	bLatitude, bLongitude := place(b)
	return similarity.Kilometres(aLatitude, aLongitude, bLatitude, bLongitude)
}
