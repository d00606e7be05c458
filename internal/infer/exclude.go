package infer

import (
	"fmt"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/excel"
)

// exclusions proposes rules for test records, where some are seen.
func exclusions(t *table, chosen map[string]claim) []found {
	out := totals(t, chosen)
	if cl, ok := chosen["email"]; ok {
		column := sqlName(cl.column.name)
		n := count(cl.column, func(c source.Cell) bool { return testHost(c.Text) })
		if n > 0 && float64(n) <= 0.2*float64(t.rows) {
			sql := fmt.Sprintf("lower(%s) like '%%@test.%%' or lower(%s) like '%%.test' or lower(%s) like '%%.invalid'", column, column, column)
			out = append(out, found{scv.Exclusion{Rule: "test_record", SQL: sql}, fmt.Sprintf("%s at a host for tests", rowsText(n))})
		}
	}
	for _, word := range []string{"given_name", "family_name", "full_name"} {
		cl, ok := chosen[word]
		if !ok {
			continue
		}
		n := count(cl.column, func(c source.Cell) bool { return testName(c.Text) })
		if n > 0 && float64(n) <= 0.2*float64(t.rows) {
			sql := fmt.Sprintf("lower(trim(%s)) in ('test', 'test test', 'testkunde', 'dummy')", sqlName(cl.column.name))
			out = append(out, found{scv.Exclusion{Rule: "test_" + word, SQL: sql}, fmt.Sprintf("%s whose name is a test", rowsText(n))})
		}
	}
	return out
}

// totals proposes a rule for rows that sum up others and that the reader takes
// for data, as in tables of two or three columns. A company may be called Total.
func totals(t *table, chosen map[string]claim) []found {
	if len(t.columns) == 0 || t.entity != "" || chosen["organisation_name"].column == t.columns[0] {
		return nil
	}
	words := map[string]bool{}
	n := 0
	for _, v := range t.columns[0].values {
		if v.Kind == source.Text && excel.IsTotalsWord(v.Text) {
			words["'"+strings.ReplaceAll(strings.ToLower(strings.TrimSpace(v.Text)), "'", "''")+"'"] = true
			n += v.count
		}
	}
	if n == 0 {
		return nil
	}
	sql := fmt.Sprintf("lower(trim(%s)) in (%s)", sqlName(t.columns[0].name), strings.Join(sortedKeys(words), ", "))
	return []found{{scv.Exclusion{Rule: "totals_row", SQL: sql}, rowsText(n) + " that sum up others"}}
}

// found is a proposed rule and what it was seen in.
type found struct {
	scv.Exclusion
	about string
}

func rowsText(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

func count(c *column, is func(source.Cell) bool) int {
	n := 0
	for _, v := range c.values {
		if is(v.Cell) {
			n += v.count
		}
	}
	return n
}

func testHost(address string) bool {
	_, host, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	return ok && (strings.HasPrefix(host, "test.") || strings.HasSuffix(host, ".test") || strings.HasSuffix(host, ".invalid"))
}

func testName(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "test", "test test", "testkunde", "dummy":
		return true
	}
	return false
}

// sqlName quotes a column name where SQL would read it as a word of its own.
func sqlName(name string) string {
	switch name {
	case "from", "to", "user", "order", "group", "table", "select", "where", "end", "case", "when", "then", "else", "all", "and", "any", "as", "asc", "desc", "both", "cast", "check",
		"column", "constraint", "create", "default", "distinct", "do", "false", "true", "for", "foreign", "grant", "having", "in", "into", "is", "lateral", "leading", "limit", "not", "null",
		"offset", "on", "only", "or", "primary", "references", "some", "trailing", "union", "unique", "using", "with", "like", "left", "right", "inner", "outer", "join", "natural", "pivot", "qualify", "summarize", "show", "describe":
		return `"` + name + `"`
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || name[0] >= '0' && name[0] <= '9' {
		return `"` + name + `"`
	}
	return name
}
