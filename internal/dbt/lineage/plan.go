package lineage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"scv/internal/warehouse"
)

// Binder is the warehouse that SELECTs are bound in: *warehouse.Warehouse or one of
// its sessions. It must be DuckDB.
type Binder interface {
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Table(ctx context.Context, sql string, args ...any) (*warehouse.Table, error)
}

// operator is one step of DuckDB's bound plan, as json_serialize_plan writes it.
// What has its default value is left out there: an absent index is 0.
type operator struct {
	Type        string                         `json:"type"`
	Children    []operator                     `json:"children"`
	Expressions json.RawMessage                `json:"expressions"`
	JoinType    string                         `json:"join_type"`
	Conditions  []joinCondition                `json:"conditions"`
	Condition   json.RawMessage                `json:"condition"`
	Duplicates  []expression                   `json:"duplicate_eliminated_columns"`
	MarkTypes   json.RawMessage                `json:"mark_types"`
	ChunkTypes  json.RawMessage                `json:"chunk_types"`
	Groups      []expression                   `json:"groups"`
	Groupings   [][]int                        `json:"grouping_functions"`
	Orders      json.RawMessage                `json:"orders"`
	OrderBy     json.RawMessage                `json:"order_by"`
	Targets     []expression                   `json:"distinct_targets"`
	Distinct    string                         `json:"distinct_type"`
	TableIndex  int                            `json:"table_index"`
	CTEIndex    int                            `json:"cte_index"`
	Name        string                         `json:"name"`
	Names       []string                       `json:"names"`
	Indexes     []struct{ Index int }          `json:"column_indexes"`
	Projected   []int                          `json:"projection_ids"`
	PassedBy    []int                          `json:"projected_input"`
	Arguments   []json.RawMessage              `json:"input_table_types"`
	ColumnCount int                            `json:"column_count"`
	ExprTypes   []json.RawMessage              `json:"expr_types"`
	Function    struct{ Schema, Table string } `json:"function_data"`
}

type joinCondition struct {
	Left       expression `json:"left"`
	Right      expression `json:"right"`
	Comparison string     `json:"comparison"`
}

// handsOver says whether a join brings a correlated subquery's rows back to those
// they were computed for: such conditions are the engine's, not the query's.
func (o *operator) handsOver() bool {
	if o.Type == "LOGICAL_DELIM_JOIN" {
		return true
	}
	for i := range o.Children {
		if o.Children[i].Type == "LOGICAL_DELIM_GET" {
			return true
		}
	}
	return false
}

// bind gives the plan of one SELECT.
func bind(ctx context.Context, b Binder, sql string) (*operator, error) {
	t, err := b.Table(ctx, "select json_serialize_plan("+warehouse.Literal(sql)+", optimize := false, skip_default := true)")
	if err != nil {
		return nil, fmt.Errorf("bind: %w", err)
	}
	text, ok := t.Rows[0][0].(string)
	if !ok {
		return nil, errors.New("bind: the engine gave no plan")
	}
	return readPlan(text)
}

func readPlan(text string) (*operator, error) {
	var answer struct {
		Error   bool       `json:"error"`
		Message string     `json:"error_message"`
		Plans   []operator `json:"plans"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	switch {
	case answer.Error:
		return nil, errors.New(answer.Message)
	case len(answer.Plans) != 1:
		return nil, fmt.Errorf("read plan: %d statements, want one", len(answer.Plans))
	}
	return &answer.Plans[0], nil
}
