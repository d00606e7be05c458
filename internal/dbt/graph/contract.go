package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scv/jinja"
)

// contractDict is config.contract as the manifest shows it, with dbt's checksum of
// what an enforced contract promises.
func (n *Node) contractDict() *jinja.Dict {
	c := orDict(n.ConfigValue("contract"))
	enforced, _ := c.GetStr("enforced")
	alias, ok := c.GetStr("alias_types")
	if !ok {
		alias = true
	}
	return jinja.NewDict("enforced", enforced == true, "alias_types", alias, "checksum", n.contractChecksum(enforced == true))
}

// contractChecksum hashes columns, types and constraints as Python prints them: by
// it `state:modified` sees a contract that changed.
func (n *Node) contractChecksum(enforced bool) jinja.Value {
	if !enforced || n.Kind != Model || n.Patch == "" {
		return nil
	}
	columns := slices.Clone(n.Columns)
	slices.SortStableFunc(columns, func(a, b *Column) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, c := range columns {
		kind := "None"
		if c.DataType != "" {
			kind = c.DataType
		}
		b.WriteString("|" + c.Name + kind + printed("ColumnLevelConstraint", c.Constraints))
	}
	if kind := n.Materialized(); kind == "table" || kind == "incremental" {
		b.WriteString(kind + printed("ModelLevelConstraint", n.Constraints))
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// printed is a list of constraints as Python prints a list of its classes.
func printed(class string, constraints []*jinja.Dict) string {
	items := make([]string, len(constraints))
	for i, k := range constraints {
		var fields []string
		for key, v := range k.All() {
			text := jinja.Repr(v)
			if name, ok := v.(string); ok && key == "type" {
				text = fmt.Sprintf("<ConstraintType.%s: '%s'>", name, name)
			}
			fields = append(fields, fmt.Sprintf("%s=%s", key, text))
		}
		items[i] = class + "(" + strings.Join(fields, ", ") + ")"
	}
	return "[" + strings.Join(items, ", ") + "]"
}
