package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
)

// checksView is how the checks of the project ended.
type checksView struct {
	Title    string
	Light    light
	Checks   scv.Checks
	RunID    string
	Failures []failureView
	Kinds    []string
	Grid     []gridRow
}

type failureView struct {
	scv.CheckFailure
	Light light
}

// gridRow is the checks of one relation by kind.
type gridRow struct {
	Relation string
	Cells    []gridCell
	All      int
}

type gridCell struct {
	N     int
	State state
	Word  string
	Title string
}

func newChecksView(f *Facts) *checksView {
	if f.Report == nil || f.Report.Checks.Run == 0 {
		return nil
	}
	c := f.Report.Checks
	v := &checksView{Checks: c, RunID: f.Report.RunID, Light: checksLight(c), Title: checksTitle(c)}
	for _, x := range f.Report.Failures {
		x.Rows = slices.Clone(x.Rows)
		l := light{bad, "fail"}
		if x.Severity != "error" {
			l = light{watch, "warn"}
		}
		slices.SortFunc(x.Rows, slices.Compare) // a warehouse gives them in any order
		v.Failures = append(v.Failures, failureView{x, l})
	}
	v.addGrid(f.Checks)
	return v
}

func checksLight(c scv.Checks) light {
	words := map[state]string{good: "all passed", watch: "warned", bad: "failed"}
	s := worst(c.Failed, c.Warned)
	return light{s, words[s]}
}

func checksTitle(c scv.Checks) string {
	switch {
	case c.Failed > 0:
		return fmt.Sprintf("%d of %d checks failed", c.Failed, c.Run)
	case c.Warned > 0:
		return fmt.Sprintf("%d of %d checks passed, %d warned", c.Passed, c.Run, c.Warned)
	default:
		return fmt.Sprintf("All %d checks passed", c.Run)
	}
}

// otherKinds gathers the kinds that have few checks, so that the grid stays narrow.
const (
	otherKinds = "other rules"
	gridKinds  = 6
)

// addGrid counts checks by relation and kind: the commonest kinds have a column of
// their own.
func (v *checksView) addGrid(checks []Check) {
	if len(checks) == 0 {
		return
	}
	v.Kinds = commonest(checks)
	rows := map[string]*gridRow{}
	for _, c := range checks {
		relation := c.Relation
		if relation == "" {
			relation = "queries of their own"
		}
		r := rows[relation]
		if r == nil {
			r = &gridRow{Relation: relation, Cells: make([]gridCell, len(v.Kinds))}
			rows[relation] = r
		}
		r.All++
		k := slices.Index(v.Kinds, plain(c.Kind))
		if k < 0 {
			k = len(v.Kinds) - 1
		}
		r.Cells[k].add(c)
	}
	for _, r := range rows {
		v.Grid = append(v.Grid, *r)
	}
	slices.SortFunc(v.Grid, func(a, b gridRow) int {
		return cmp.Or(cmp.Compare(layerPlace(a.Relation), layerPlace(b.Relation)), strings.Compare(a.Relation, b.Relation))
	})
}

func commonest(checks []Check) []string {
	n := map[string]int{}
	for _, c := range checks {
		n[plain(c.Kind)]++
	}
	kinds := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), strings.Compare(a, b)) })
	if len(kinds) > gridKinds {
		kinds = append(kinds[:gridKinds-1], otherKinds)
	}
	return kinds
}

// layerPlace orders relations as a record passes them; queries come last.
func layerPlace(relation string) int {
	schema, _, _ := strings.Cut(relation, ".")
	if k := slices.Index(scv.Layers(), scv.Layer(schema)); k >= 0 {
		return k
	}
	return len(scv.Layers())
}

func (g *gridCell) add(c Check) {
	s, word := good, "passed"
	switch c.Status {
	case "pass":
	case "warn":
		s, word = watch, "warned"
	default:
		s, word = bad, "failed"
	}
	g.N++
	if g.State == "" || s == bad || s == watch && g.State == good {
		g.State, g.Word = s, word
	}
	if s != good {
		g.Title = strings.TrimPrefix(g.Title+", "+c.Name, ", ")
	}
}
