package quality

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

func (f Facts) outputProbes() []scv.Probe {
	return []scv.Probe{
		{
			Name: "model.contract", Items: []string{"3.5.1"},
			Proves: "Every gold model has exactly the columns that it declares, each with its declared type (`data_type:`); the checks of its keys, required columns, references, row counts and laws passed in the newest run.",
			Run:    f.contract,
		},
	}
}

// contractChecks are the kinds of checks that hold an output to its contract.
var contractChecks = []string{"unique", "unique_pair", "not_null", "relationships", "accepted_values", "conservation", "not_empty", "every_day_is_there", "expression_is_true", "accepted_range"}

func (f Facts) contract(ctx context.Context) scv.Finding {
	g, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	live, err := f.types(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	gold := map[string]bool{}
	columns := 0
	var broken []string
	for _, n := range models(g) {
		if n.Schema != string(scv.Gold) {
			continue
		}
		gold[n.ID] = true
		columns += len(n.Columns)
		broken = append(broken, differences(n, live[scv.Relation{Schema: n.Schema, Name: n.Alias}])...)
	}
	if len(gold) == 0 || len(broken) > 0 {
		return scv.Failed(fmt.Sprintf("%d of %d columns of gold are not as declared%s", len(broken), columns, named(broken)), "Declare the column with its data_type in the model's .yml file, or correct its SQL, and type `scv run`.")
	}
	c := tally(checks(g, func(n *graph.Node) bool {
		return n.Test != nil && gold[n.Test.Attached] && slices.Contains(contractChecks, n.Test.Name)
	}), run)
	found := c.finding(run, c.clean())
	found.Evidence = fmt.Sprintf("%d outputs with %d columns as declared; %s", len(gold), columns, found.Evidence)
	return found
}

// differences gives the columns that are not as a model declares them.
func differences(n *graph.Node, live map[string]scv.Type) (broken []string) {
	declared := map[string]bool{}
	for _, c := range n.Columns {
		declared[c.Name] = true
		if kind, there := live[c.Name]; !there || c.DataType == "" || kind != warehouse.FieldType(c.DataType) {
			broken = append(broken, n.Name+"."+c.Name)
		}
	}
	for name := range live {
		if !declared[name] {
			broken = append(broken, n.Name+"."+name)
		}
	}
	slices.Sort(broken)
	return broken
}
