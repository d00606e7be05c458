package standardise

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

const inputTable = "_scv_standardise_input"

func mappingTable(i int) string { return fmt.Sprintf("_scv_standardise_%d", i) }

func text(name string) string {
	b, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // names are constants; TestStatementsAreThere opens each
	}
	return strings.TrimRight(string(b), "\n")
}

func inputSQL(query string) string {
	head := warehouse.NewStatement(text("input")).Ident("input", inputTable).String()
	return strings.Replace(head, "{{select}}", strings.TrimRight(strings.TrimSpace(query), ";"), 1)
}

func mappingFields(parts int) []scv.Field {
	fields := []scv.Field{{Name: "value", Type: scv.Text}, {Name: "country", Type: scv.Text}, {Name: "std", Type: scv.Text}, {Name: "reason", Type: scv.Text}}
	for i := range parts {
		fields = append(fields, scv.Field{Name: fmt.Sprintf("part_%d", i), Type: scv.Text})
	}
	return fields
}

func mappingSQL(i, parts int) string {
	var defs []string
	for _, f := range mappingFields(parts) {
		defs = append(defs, warehouse.Quote(f.Name)+" varchar")
	}
	return "create or replace temp table " + warehouse.Quote(mappingTable(i)) + " (" + strings.Join(defs, ", ") + ")"
}

func distinctSQL(col column) string {
	s := warehouse.NewStatement(text("distinct")).Ident("input", inputTable).Ident("value", col.word).String()
	return strings.Replace(s, "{{country}}", countryOf(col, ""), 1)
}

// countryOf is the expression for the row's country as received, ” for none.
func countryOf(col column, alias string) string {
	if col.country == "" {
		return "''"
	}
	return "coalesce(cast(" + alias + warehouse.Quote(col.country) + " as varchar), '')"
}

func targetSQL(target scv.Relation, columns []column, input []string) string {
	var joins strings.Builder
	for i, col := range columns {
		s := warehouse.NewStatement(text("join")).Ident("mapping", mappingTable(i)).Ident("alias", alias(i)).Ident("value", col.word).String()
		joins.WriteString(strings.Replace(s, "{{country}}", countryOf(col, "i."), 1))
	}
	var list strings.Builder
	for _, word := range outputWords(columns) {
		std, reason := expressions(word, columns, input)
		fmt.Fprintf(&list, ",\n    %s as %s,\n    %s as %s", std, warehouse.Quote(word+"_std"), reason, warehouse.Quote(word+"_reason"))
	}
	s := warehouse.NewStatement(text("target")).Relation("target", target).Ident("input", inputTable).String()
	return strings.NewReplacer("{{columns}}", list.String(), "{{joins}}", joins.String()).Replace(s)
}

func alias(i int) string { return fmt.Sprintf("m%d", i) }

// outputWords are the configured words and those that kinds fill, sorted.
func outputWords(columns []column) []string {
	var words []string
	for _, col := range columns {
		words = append(words, col.word)
		for _, o := range col.outputs {
			words = append(words, o.word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// expressions are the form and the reason of a word: its own, or, in rows where
// the source left it blank, what another column's kind gives.
func expressions(word string, columns []column, input []string) (std, reason string) {
	var stds, reasons []string
	for i, col := range columns {
		if col.word == word {
			stds = append([]string{alias(i) + ".std"}, stds...)
			reasons = append([]string{alias(i) + ".reason"}, reasons...)
		}
	}
	for _, i := range bySource(columns) {
		for n, o := range columns[i].outputs {
			if o.word != word {
				continue
			}
			value := fmt.Sprintf("%s.part_%d", alias(i), n)
			condition := value + " is not null" + blankIn(o.unless, input)
			stds = append(stds, "case when "+condition+" then "+value+" end")
			if o.reason != "" {
				reasons = append(reasons, "case when "+condition+" then "+warehouse.Literal(string(o.reason))+" end")
			}
		}
	}
	return coalesce(stds), coalesce(reasons)
}

// bySource orders columns so that a whole name speaks before its parts.
func bySource(columns []column) []int {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(columns[a].kindName) - rank(columns[b].kindName) })
	return order
}

func rank(kindName string) int {
	return slices.Index([]string{"given_name", "family_name", "full_name"}, kindName) * -1
}

func blankIn(words, input []string) string {
	var b strings.Builder
	for _, w := range words {
		if slices.Contains(input, w) {
			b.WriteString(" and trim(coalesce(cast(i." + warehouse.Quote(w) + " as varchar), '')) = ''")
		}
	}
	return b.String()
}

func coalesce(expressions []string) string {
	switch len(expressions) {
	case 0:
		return "cast(null as varchar)"
	case 1:
		return expressions[0]
	}
	return "coalesce(" + strings.Join(expressions, ", ") + ")"
}

func dropSQL(name string) string { return "drop table if exists " + warehouse.Quote(name) }

func countSQL(target scv.Relation) string {
	return warehouse.NewStatement(text("count")).Relation("target", target).String()
}
