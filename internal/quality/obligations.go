package quality

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// duty is one obligation: what must be checked, and the checks that do.
type duty struct {
	what   string // "dim_customer.customer_id"
	checks []*graph.Node
}

// duties are the obligations of one kind that a project has.
type duties struct {
	all        []duty
	undeclared []string // models that do not say what the obligation follows from
	without    int      // models that say they have none
}

// obliged is a probe that wants every obligation met by a check that passed.
func (f Facts) obliged(name string, items []string, proves, noun string, derive func(*graph.Graph) duties) scv.Probe {
	return scv.Probe{Name: name, Items: items, Proves: proves, Run: func(ctx context.Context) scv.Finding {
		g, run, err := f.look(ctx)
		if err != nil {
			return scv.Cannot(err)
		}
		d := derive(g)
		var open, bad []string
		for _, each := range d.all {
			switch c := tally(each.checks, run); {
			case c.declared == 0:
				open = append(open, each.what)
			case c.passed != c.declared:
				bad = append(bad, each.what)
			}
		}
		return d.finding(noun, open, bad, run)
	}}
}

func (d duties) finding(noun string, open, bad []string, run *Judged) scv.Finding {
	met := len(d.all) - len(open) - len(bad)
	evidence := fmt.Sprintf("%d of %d %s have a check that passed in run %s (%s)", met, len(d.all), noun, run.RunID, run.Verdict)
	if d.without > 0 {
		evidence += fmt.Sprintf("; %d models declare that they have none", d.without)
	}
	switch {
	case len(d.undeclared) > 0:
		return scv.Failed(evidence+"; undeclared"+named(d.undeclared), "Declare `config: {meta: {key: [column]}}` for the model in its .yml file, or `key: none`.")
	case len(open) > 0:
		return scv.Failed(evidence+"; unchecked"+named(open), "Add the check below `data_tests:` in the model's .yml file and type `scv run`.")
	case len(bad) > 0:
		return scv.Failed(evidence+"; not passed"+named(bad), "`scv status` names the failing rows; repair them at their source and type `scv run`.")
	case len(d.all) == 0:
		return scv.Failed("no "+noun+" are declared", "Declare them in the .yml files of project/models.")
	}
	return scv.Passed(evidence)
}

// models gives the models and snapshots that become tables or views, by id.
func models(g *graph.Graph) []*graph.Node {
	var out []*graph.Node
	for _, id := range g.IDs() {
		if n := g.Nodes[id]; n.Kind == graph.Model && !n.Ephemeral() || n.Kind == graph.Snapshot {
			out = append(out, n)
		}
	}
	return out
}

// meta gives a list that a model declares below config.meta; ok is false when it
// declares none, and the list is empty for `none`.
func meta(n *graph.Node, name string) (columns []string, ok bool) {
	d, _ := n.ConfigValue("meta").(*jinja.Dict)
	if d == nil {
		return nil, false
	}
	v, ok := d.GetStr(name)
	if !ok || v == nil {
		return nil, false
	}
	if v == "none" {
		return nil, true
	}
	return graph.Texts(v), true
}

// testsOf gives the checks of one kind that stand under a model.
func testsOf(g *graph.Graph, model *graph.Node, kinds ...string) []*graph.Node {
	return checks(g, func(n *graph.Node) bool {
		return n.Test != nil && n.Test.Attached == model.ID && slices.Contains(kinds, n.Test.Name)
	})
}

// columnTests are those of them that look at one column.
func columnTests(g *graph.Graph, model *graph.Node, column string, kinds ...string) []*graph.Node {
	return slices.DeleteFunc(testsOf(g, model, kinds...), func(n *graph.Node) bool { return !strings.EqualFold(n.Test.Column, column) })
}

// keys: each model says which columns name a row, and a check proves it.
func keys(g *graph.Graph) (d duties) {
	for _, n := range models(g) {
		key, ok := meta(n, "key")
		switch {
		case !ok:
			d.undeclared = append(d.undeclared, n.Name)
		case len(key) == 0:
			d.without++
		default:
			d.all = append(d.all, duty{n.Name + "." + strings.Join(key, "+"), keyTests(g, n, key)})
		}
	}
	return d
}

func keyTests(g *graph.Graph, n *graph.Node, key []string) []*graph.Node {
	if len(key) == 1 {
		return columnTests(g, n, key[0], "unique")
	}
	return slices.DeleteFunc(testsOf(g, n, "unique_pair", "unique_combination_of_columns"), func(t *graph.Node) bool {
		return !sameColumns(argument(t, "columns", "combination_of_columns"), key)
	})
}

// argument gives an argument of a generic check as texts, by the first of names
// that it has.
func argument(t *graph.Node, names ...string) []string {
	for _, name := range names {
		if v, ok := t.Test.Kwargs.GetStr(name); ok {
			return graph.Texts(v)
		}
	}
	return nil
}

func sameColumns(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// required: columns of keys, and those that a model declares as required.
func required(g *graph.Graph) (d duties) {
	for _, n := range models(g) {
		key, _ := meta(n, "key")
		more, _ := meta(n, "required")
		for _, column := range unique(key, more) {
			d.all = append(d.all, duty{n.Name + "." + column, columnTests(g, n, column, "not_null")})
		}
	}
	return d
}

func unique(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// references: a column that has the name of the key of a table that the model is
// built from refers to it; besides, every declared reference counts. A snapshot
// keeps what is gone, and may refer to nothing.
func references(g *graph.Graph) (d duties) {
	owners := map[string][]string{} // column -> ids of the tables whose key it is alone
	for _, n := range models(g) {
		if key, _ := meta(n, "key"); len(key) == 1 && n.Materialized() != "view" {
			owners[key[0]] = append(owners[key[0]], n.ID)
		}
	}
	for _, n := range models(g) {
		up := g.Ancestors(n.ID)
		for _, c := range n.Columns {
			tests := columnTests(g, n, c.Name, "relationships")
			derived := slices.ContainsFunc(owners[c.Name], func(id string) bool { return up[id] })
			if derived && n.Kind != graph.Snapshot || len(tests) > 0 {
				d.all = append(d.all, duty{n.Name + "." + c.Name, tests})
			}
		}
	}
	return d
}

// ranges: every number column of what is read onwards has its limits. Models
// without a key hold rows as received, and views show what stands elsewhere.
func ranges(g *graph.Graph) (d duties) {
	for _, n := range models(g) {
		if key, _ := meta(n, "key"); len(key) == 0 || n.Materialized() == "view" {
			continue
		}
		for _, c := range n.Columns {
			if isNumber(c.DataType) {
				d.all = append(d.all, duty{n.Name + "." + c.Name, columnTests(g, n, c.Name, "accepted_range")})
			}
		}
	}
	return d
}

func isNumber(dataType string) bool {
	base, _, _ := strings.Cut(strings.ToLower(dataType), "(")
	switch strings.TrimSpace(base) {
	case "tinyint", "smallint", "integer", "int", "bigint", "hugeint", "double", "float", "real", "decimal", "numeric", "number":
		return true
	}
	return false
}
