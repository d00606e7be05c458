package dbt

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// Facts are what the probes of this room look at.
type Facts struct {
	Project func(ctx context.Context) (*Project, error) // the parsed project
	// Columns gives the columns of each relation in the warehouse, by
	// "schema.name", as they are published.
	Columns func(ctx context.Context) (map[string][]string, error)
	// Ask asks the warehouse as it is published.
	Ask func(ctx context.Context, sql string, args ...any) (*warehouse.Table, error)
	// Units runs the unit tests of the project in an empty database, where they are
	// given all that they read.
	Units func(ctx context.Context) (*Result, error)
}

// Probes gives the probes of the project: its documentation, its
// materializations, its unit tests, the targets of its profile and how its big
// tables are clustered.
func Probes(f Facts) []scv.Probe {
	return []scv.Probe{
		{
			Name: "doc.models", Items: []string{"1.4.1"}, Run: f.described,
			Proves: "Every model of the project, and every column that a published model has in the warehouse, has a description that is no placeholder.",
		},
		{
			Name: "doc.dictionary", Items: []string{"1.4.2"}, Run: f.dictionary,
			Proves: "The columns that properties files declare of published models and those that the warehouse has are the same set.",
		},
		{
			Name: "model.materialisation", Items: []string{"2.5.1"}, Run: f.materialised,
			Proves: "Every model is materialized as its layer demands: staging as views, gold as tables that readers see through views; a model that is not has a written reason.",
		},
		{
			Name: "model.unit", Items: []string{"3.4.4"}, Run: f.units,
			Proves: "The project has unit tests of its models, rows in and rows out, and all of them pass in an empty database, twice with the same answer.",
		},
		f.profileProbe(),
		f.partitionProbe(),
	}
}

// placeholder is text that stands where a description should.
var placeholder = regexp.MustCompile(`(?i)^\s*(todo|tbd|fixme|xxx|n/?a|description|\.\.\.|-+)?\s*[.:]?\s*$|\b(todo|fixme|lorem ipsum)\b`)

// models gives the models of a project and, by id, the columns they have in the
// warehouse; those that are not there yet have none.
func (f Facts) models(ctx context.Context) ([]*graph.Node, map[string][]string, error) {
	p, err := f.Project(ctx)
	if err != nil {
		return nil, nil, err
	}
	live, err := f.Columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	var models []*graph.Node
	columns := map[string][]string{}
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		if n.Kind != graph.Model && n.Kind != graph.Snapshot || n.Package != p.config.Name {
			continue
		}
		models = append(models, n)
		columns[id] = live[strings.ToLower(n.Schema+"."+n.Alias)]
	}
	return models, columns, nil
}

func (f Facts) described(ctx context.Context) scv.Finding {
	models, live, err := f.models(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	total, bad := 0, []string{}
	for _, n := range models {
		total++
		if placeholder.MatchString(n.Description) {
			bad = append(bad, n.Name)
		}
		texts := descriptions(n)
		for _, column := range live[n.ID] {
			total++
			if placeholder.MatchString(texts[strings.ToLower(column)]) {
				bad = append(bad, n.Name+"."+column)
			}
		}
	}
	evidence := fmt.Sprintf("%d of %d models and columns are described", total-len(bad), total)
	return verdict(evidence, bad, total > 0, "Describe them in a properties file of the project.")
}

func descriptions(n *graph.Node) map[string]string {
	texts := map[string]string{}
	for _, c := range n.Columns {
		texts[strings.ToLower(c.Name)] = c.Description
	}
	return texts
}

func (f Facts) dictionary(ctx context.Context) scv.Finding {
	models, live, err := f.models(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	found, bad := 0, []string{}
	for _, n := range models {
		if len(live[n.ID]) == 0 {
			continue
		}
		texts := descriptions(n)
		for _, column := range live[n.ID] {
			found++
			if _, ok := texts[strings.ToLower(column)]; !ok {
				bad = append(bad, n.Name+"."+column+" is not declared")
			}
			delete(texts, strings.ToLower(column))
		}
		for column := range texts {
			bad = append(bad, n.Name+"."+column+" is not in the warehouse")
		}
	}
	slices.Sort(bad)
	return verdict(fmt.Sprintf("%d columns in the warehouse, %d differences to what is declared", found, len(bad)), bad, found > 0,
		"Declare the columns of the model in its properties file, or take out what it no longer has; type `scv run` when nothing is published yet.")
}

// allowed are the materializations of each layer; staging is silver's first part.
func allowed(n *graph.Node) (layer string, kinds []string) {
	switch {
	case slices.Contains(n.FQN, "staging"):
		return "staging", []string{"view", "ephemeral"}
	case n.Schema == string(scv.Silver):
		return "silver", []string{"view", "table", "incremental", "ephemeral", "standardise"}
	case n.Schema == string(scv.Identity):
		return "identity", []string{"table", "incremental", "identity"}
	case n.Schema == string(scv.Gold):
		return "gold", []string{"table", "incremental"}
	}
	return "", nil
}

func (f Facts) materialised(ctx context.Context) scv.Finding {
	p, err := f.Project(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	models, waived, bad := 0, 0, []string{}
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		if n.Kind != graph.Model || n.Package != p.config.Name {
			continue
		}
		models++
		layer, kinds := allowed(n)
		switch {
		case slices.Contains(kinds, n.Materialized()):
		case waiver(n) != "":
			waived++
		case layer == "":
			bad = append(bad, n.Name+" is in schema "+n.Schema+", which is no layer")
		default:
			bad = append(bad, n.Name+" in "+layer+" is a "+n.Materialized())
		}
	}
	return verdict(fmt.Sprintf("%d models, %d breaches, %d waived", models, len(bad), waived), bad, models > 0,
		"Change `materialized` of the model, or give its reason under meta.materialisation_waiver.")
}

// units runs the unit tests twice: what depends on anything but their rows would
// differ.
func (f Facts) units(ctx context.Context) scv.Finding {
	var bad []string
	ran, models := 0, map[string]bool{}
	for range 2 {
		res, err := f.Units(ctx)
		if err != nil {
			return scv.Failed(err.Error(), scv.HintOf(err))
		}
		ran = 0
		for _, n := range res.Nodes {
			if n.Kind != graph.UnitTest {
				continue
			}
			ran++
			models[n.Tested] = true
			if n.Status != Pass && !slices.Contains(bad, n.Name) {
				bad = append(bad, n.Name)
			}
		}
	}
	return verdict(fmt.Sprintf("%d unit tests of %d models ran twice, %d do not pass", ran, len(models), len(bad)), bad, ran > 0,
		"Type `scv dbt build --select test_type:unit` to see what differs, or write `unit_tests:` in a properties file of the project.")
}

// waiver is why a model may be materialized as its layer does not allow.
func waiver(n *graph.Node) string { return metaText(n, "materialisation_waiver") }

func metaValue(n *graph.Node, key string) jinja.Value {
	meta, _ := n.ConfigValue("meta").(*jinja.Dict)
	if meta == nil {
		return nil
	}
	v, _ := meta.GetStr(key)
	return v
}

func metaText(n *graph.Node, key string) string {
	v := metaValue(n, key)
	if v == nil {
		return ""
	}
	return strings.TrimSpace(jinja.Str(v))
}

// verdict passes when there was something to look at and nothing was bad.
func verdict(evidence string, bad []string, looked bool, remedy string) scv.Finding {
	if looked && len(bad) == 0 {
		return scv.Passed(evidence)
	}
	const show = 3
	if len(bad) > 0 {
		evidence += ": " + strings.Join(bad[:min(show, len(bad))], ", ")
	}
	if len(bad) > show {
		evidence += fmt.Sprintf(" and %d more", len(bad)-show)
	}
	return scv.Failed(evidence, remedy)
}
