package compare

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"weak"

	"scv/internal/identity/record"
	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

// SQLStep is a level that holds where a condition does, over columns of the one
// record (name_l) and of the other (name_r).
type SQLStep struct {
	Name   string
	When   string
	Rarity float64 // how far the rarity of the values of the comparison's column counts
}

// SQLColumns names the columns that the conditions of levels read, in lower case; the
// error is of the level whose number is given.
func SQLColumns(steps []SQLStep) (columns []string, level int, err error) {
	for k, s := range steps {
		n, err := condition.ParseLevel(s.When)
		if err != nil {
			return nil, k, err
		}
		columns = append(columns, n.Columns()...)
	}
	slices.Sort(columns)
	return slices.Compact(columns), 0, nil
}

// SQL makes a comparison of conditions as DuckDB understands them, the strongest
// first; what none of them holds for is "different". form gives the set's name of a
// column. A level holds where it does whichever of the two records is called left. Where
// no column that is read has a value in both records, or SQL's own null is all that
// the levels give, the records say nothing. A condition that a value makes fail (a
// text that is no number) does not hold. rare is the column whose values are counted,
// where a step says that rarity counts.
func SQL(name string, steps []SQLStep, rare string, form func(column string) string) (Comparison, error) {
	c := Comparison{Name: name, Shared: true, Written: true}
	if err := tellable(len(steps)); err != nil {
		return c, err
	}
	read, level, err := SQLColumns(steps)
	if err != nil {
		return c, fmt.Errorf("level %q: %w", steps[level].Name, err)
	}
	forms := make([]string, len(read))
	for k, column := range read {
		forms[k] = form(column)
	}
	c.Columns = slices.Compact(slices.Sorted(slices.Values(forms)))
	for k, p := range priors(len(steps)) {
		l := Level{Name: "different", Prior: p}
		if k < len(steps) {
			l.Name, l.Rarity = steps[k].Name, steps[k].Rarity
		}
		c.Levels = append(c.Levels, l)
	}
	if _, err := compileSQL(&record.Set{}, steps, read, forms); err != nil { // what is not known is not known of any records
		return c, err
	}
	b := &sqlBinding{steps: steps, read: read, forms: forms}
	c.bind = func(l *laid) grader { return singly(b.bind(l.Set)) }
	counts := slices.ContainsFunc(steps, func(s SQLStep) bool { return s.Rarity > 0 })
	if counts != (rare != "") {
		return c, errors.New("frequency is of the values of a column: the two go together")
	}
	if counts {
		rare = form(rare)
		c.counted = []string{rare}
		if !slices.Contains(c.Columns, rare) {
			c.Columns = append(c.Columns, rare)
		}
	}
	c.say = saySQL(steps, read, forms, rare)
	return c, nil
}

// sqlBinding compiles the conditions once for a set, whatever the number of judges.
// It holds neither: what the last record that was asked about says is gone with its
// judges.
type sqlBinding struct {
	steps       []SQLStep
	read, forms []string

	mu       sync.Mutex
	of       weak.Pointer[record.Set]
	compiled weak.Pointer[sqlProgram]
}

// sqlProgram is conditions over one set.
type sqlProgram struct {
	program *native.Program
	levels  []*native.Expr
	columns []*record.Column
}

func (b *sqlBinding) bind(s *record.Set) func(i, j int32) Grade {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.compiled.Value()
	if p == nil || b.of != weak.Make(s) {
		var err error
		if p, err = compileSQL(s, b.steps, b.read, b.forms); err != nil { // it was compiled when the comparison was made
			return func(int32, int32) Grade { return Null }
		}
		b.of, b.compiled = weak.Make(s), weak.Make(p)
	}
	pair := p.program.NewPair()
	return func(i, j int32) Grade {
		if !slices.ContainsFunc(p.columns, func(c *record.Column) bool { return c.Codes[i] != 0 && c.Codes[j] != 0 }) {
			return Null
		}
		return p.grade(pair, i, j)
	}
}

// grade is the first level that holds in either direction; Null where all are SQL's
// null.
func (p *sqlProgram) grade(pair *native.Pair, i, j int32) Grade {
	known := false
	for k, level := range p.levels {
		for _, way := range [2][2]int32{{i, j}, {j, i}} {
			pair.Left(way[0])
			pair.Right(way[1])
			holds := level.Bool(pair)
			if pair.Err() != nil {
				continue
			}
			if holds == native.True {
				return Grade(k + 1)
			}
			known = known || holds == native.False
		}
	}
	if !known {
		return Null
	}
	return Grade(len(p.levels) + 1)
}

func compileSQL(s *record.Set, steps []SQLStep, read, forms []string) (*sqlProgram, error) {
	out := &sqlProgram{}
	var columns []*native.Column
	for k, name := range read {
		c := s.Column(forms[k])
		texts := make([]string, c.Len())
		for code := range texts {
			texts[code] = c.Value(int32(code))
		}
		column, err := native.NewColumn(name, native.TextKind, c.Codes, texts)
		if err != nil {
			return nil, err
		}
		columns, out.columns = append(columns, column), append(out.columns, c)
	}
	out.program = native.NewProgram(native.NewFrame(s.Len(), columns...))
	for _, step := range steps {
		n, err := condition.ParseLevel(step.When)
		if err == nil {
			var e *native.Expr
			if e, err = out.program.Remembered(n); err == nil {
				out.levels = append(out.levels, e)
				continue
			}
		}
		return nil, fmt.Errorf("level %q: %s", step.Name, strings.TrimSpace(err.Error()))
	}
	out.program.Seal()
	return out, nil
}
