package dbt

import (
	"context"
	_ "embed" // for the questions to the warehouse
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

const (
	// bigRows is from how many rows on a table must declare what it is clustered by:
	// four of DuckDB's row groups, below which there is little to skip.
	bigRows = 500_000
	// prunedFloor is the part of a big table that a look-up by the first of these
	// columns must not have to read.
	prunedFloor = 0.5
)

//go:embed sql/partition_values.sql
var partitionValues string

//go:embed sql/partition_scan.sql
var partitionScan string

func (f Facts) partitionProbe() scv.Probe {
	return scv.Probe{
		Name: "model.partition", Items: []string{"2.5.3"}, Run: f.partitions,
		Proves: fmt.Sprintf("Every table of gold with %d rows or more declares what it is clustered by (cluster_by, or a written reason), and look-ups by the first of these columns, executed and counted by the engine, skip at least %.0f %% of its rows; no table declares a column that it does not have.", bigRows, 100*prunedFloor),
	}
}

// clustered is a table of gold and how it is read.
type clustered struct {
	node    *graph.Node
	columns []string // declared
	rows    int64
}

func (c clustered) relation() string {
	return warehouse.QuoteRelation(scv.Relation{Schema: c.node.Schema, Name: c.node.Alias})
}

func (f Facts) partitions(ctx context.Context) scv.Finding {
	tables, columns, err := f.gold(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	big, declared := 0, 0
	var bad, measured []string
	var largest clustered
	for _, t := range tables {
		if len(t.columns) > 0 {
			declared++
		}
		if t.rows >= bigRows {
			big++
		}
		if largest.node == nil || t.rows > largest.rows {
			largest = t
		}
		said, wrong, err := f.partition(ctx, t, columns[t.node.ID])
		switch {
		case err != nil:
			return scv.Cannot(fmt.Errorf("measure %s: %w", t.node.Name, err))
		case wrong:
			bad = append(bad, said)
		case said != "":
			measured = append(measured, said)
		}
	}
	evidence := fmt.Sprintf("%d of %d tables of gold declare what they are clustered by, %d have %d rows or more", declared, len(tables), big, bigRows)
	switch {
	case big == 0 && largest.node != nil:
		evidence += fmt.Sprintf(", so that nothing is to be skipped (the largest is %s, %d rows)", largest.node.Name, largest.rows)
	case len(bad) == 0 && len(measured) > 0:
		evidence += ": " + strings.Join(measured, ", ")
	}
	return verdict(evidence, bad, len(tables) > 0,
		"Write `config(cluster_by=[...])` in the model and end it with `order by` the same columns, or give the reason under meta.partition_waiver; type `scv run` when nothing is published yet.")
}

// partition says how a table does: what was measured of it, or what is wrong; ""
// when there is nothing to say.
func (f Facts) partition(ctx context.Context, t clustered, has []string) (said string, wrong bool, err error) {
	if missing := lacks(has, t.columns); missing != "" {
		return t.node.Name + " is clustered by " + missing + ", which it does not have", true, nil
	}
	switch {
	case t.rows < bigRows:
		return "", false, nil
	case len(t.columns) > 0:
		ratio, err := f.pruned(ctx, t)
		return fmt.Sprintf("%s by %s skips %.0f %%", t.node.Name, t.columns[0], 100*ratio), ratio < prunedFloor, err
	case metaText(t.node, "partition_waiver") != "":
		return t.node.Name + " is waived", false, nil
	}
	return fmt.Sprintf("%s has %d rows and declares no column", t.node.Name, t.rows), true, nil
}

// gold gives the tables that readers query and, by id, the columns they have.
func (f Facts) gold(ctx context.Context) (tables []clustered, columns map[string][]string, err error) {
	models, columns, err := f.models(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range models {
		if n.Schema != string(scv.Gold) || n.Materialized() == "view" || n.Materialized() == "ephemeral" || len(columns[n.ID]) == 0 {
			continue
		}
		t := clustered{node: n, columns: clusterBy(n)}
		rows, err := f.Ask(ctx, "select count(*) from "+t.relation())
		if err != nil {
			return nil, nil, err
		}
		t.rows, _ = rows.Rows[0][0].(int64)
		tables = append(tables, t)
	}
	return tables, columns, nil
}

// clusterBy is what a model says it is clustered by: as dbt-snowflake and
// dbt-duckdb name it, or under meta.
func clusterBy(n *graph.Node) []string {
	said := []jinja.Value{n.ConfigValue("cluster_by"), n.ConfigValue("partitioned_by"), n.ConfigValue("sorted_by"), metaValue(n, "cluster_by")}
	for _, v := range said {
		switch v := v.(type) {
		case string:
			return columnsIn(strings.Split(v, ","))
		case *jinja.List:
			var names []string
			for _, item := range v.Items {
				names = append(names, jinja.Str(item))
			}
			return columnsIn(names)
		}
	}
	return nil
}

// bareColumn is a column, not an expression over one.
var bareColumn = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]*$`)

// columnsIn leaves out expressions: whether they prune is the warehouse's to say.
func columnsIn(names []string) (out []string) {
	for _, name := range names {
		if name = strings.Trim(strings.TrimSpace(name), `"`); bareColumn.MatchString(name) {
			out = append(out, name)
		}
	}
	return out
}

// lacks names the first declared column that a table does not have, "" for none.
func lacks(has, declared []string) string {
	for _, name := range declared {
		if !slices.ContainsFunc(has, func(column string) bool { return strings.EqualFold(column, name) }) {
			return name
		}
	}
	return ""
}

// pruned is the part of a table that look-ups by its first declared column do not
// read.
func (f Facts) pruned(ctx context.Context, t clustered) (float64, error) {
	statement := func(text string) *warehouse.Statement {
		return warehouse.NewStatement(text).Relation("table", scv.Relation{Schema: t.node.Schema, Name: t.node.Alias}).Ident("column", t.columns[0])
	}
	values, err := f.Ask(ctx, statement(partitionValues).String())
	if err != nil {
		return 0, err
	}
	if len(values.Rows) == 0 {
		return 0, nil // null in every row
	}
	var read int64
	for _, row := range values.Rows {
		plan, err := f.Ask(ctx, statement(partitionScan).String(), row[0])
		if err != nil {
			return 0, err
		}
		n, err := rowsRead(plan)
		if err != nil {
			return 0, err
		}
		read += n
	}
	return 1 - float64(read)/float64(t.rows*int64(len(values.Rows))), nil
}

// rowsRead takes the number of rows that were read out of an executed plan.
func rowsRead(plan *warehouse.Table) (int64, error) {
	for _, row := range plan.Rows {
		for _, cell := range row {
			text, _ := cell.(string)
			var p struct {
				Read *int64 `json:"cumulative_rows_scanned"`
			}
			if json.Unmarshal([]byte(text), &p) == nil && p.Read != nil {
				return *p.Read, nil
			}
		}
	}
	return 0, errors.New("the engine does not tell how many rows it read")
}
