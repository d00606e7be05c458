package project

import (
	"fmt"
	"slices"
	"strings"

	"scv"
)

// Staging gives the files that follow from the sources and the order of the weather
// providers among them: their declaration, one model per table, and the models that
// unite them. The same sources give the same bytes.
func Staging(sources []scv.SourceConfig, chain []string) ([]File, error) {
	var files []File
	var customers, weather []table
	for _, s := range sources {
		for _, t := range tablesOf(s) {
			if err := t.check(); err != nil {
				return nil, err
			}
			if t.weather {
				weather = append(weather, t)
				continue
			}
			customers = append(customers, t)
			files = append(files, generated(t.model()+".sql", customerSQL(t)))
		}
	}
	for _, t := range weather {
		files = append(files, generated(t.model()+".sql", weatherSQL(t)))
	}
	return append(files,
		generated("_sources.yml", sourcesYAML(sources)),
		generated("_staging.yml", stagingYAML(customers, weather)),
		generated("int_customer__unioned.sql", unionedSQL(customers)),
		generated("int_customer__excluded.sql", excludedSQL(customers)),
		generated("int_weather__unioned.sql", weatherUnionSQL(weather)),
		generated("int_weather__provider.sql", providerSQL(chain)),
	), nil
}

// table is one table of a source in bronze.
type table struct {
	source  scv.SourceConfig
	entity  scv.EntityConfig
	weather bool
}

func tablesOf(s scv.SourceConfig) []table {
	switch s.Kind {
	case scv.WeatherFiles:
		return []table{
			{s, scv.EntityConfig{Name: "forecast_day"}, true},
			{s, scv.EntityConfig{Name: "history_day"}, true},
		}
	case scv.OpenMeteo:
		return []table{{s, scv.EntityConfig{Name: "daily"}, true}}
	}
	var out []table
	for _, e := range s.Entities {
		out = append(out, table{s, e, false})
	}
	return out
}

// name is the table's name in bronze: source and entity, as bronze writes them.
func (t table) name() string {
	return scv.ColumnName(t.source.Name) + "__" + scv.ColumnName(t.entity.Name)
}

func (t table) model() string { return "stg_" + t.name() }

func (t table) from() string {
	return fmt.Sprintf("{{ source('%s', '%s') }}", t.source.Name, scv.ColumnName(t.entity.Name))
}

// check refuses a mapping that no SQL can be written for.
func (t table) check() error {
	words := map[string]bool{}
	for _, w := range scv.Vocabulary() {
		words[w.Name] = true
	}
	for _, m := range t.entity.Map {
		if !words[m.To] {
			return &scv.Error{
				Code: scv.CodeConfig, Op: "write staging", Subject: t.source.Name + "/" + t.entity.Name,
				Err: fmt.Errorf("%q is no word of the customer vocabulary", m.To), Hint: "Write one of the words that `scv init` lists in scv.yml.",
			}
		}
	}
	return nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// jinjaSafe keeps text of scv.yml from being read as Jinja.
func jinjaSafe(s string) string {
	if !strings.Contains(s, "{{") && !strings.Contains(s, "{%") && !strings.Contains(s, "{#") {
		return s
	}
	return "{% raw %}" + s + "{% endraw %}"
}

func textOf(column string) string {
	return "nullif(trim(cast(" + quote(scv.ColumnName(column)) + " as varchar)), '')"
}

// expression gives the SQL of one word.
func expression(m scv.Mapping) string {
	switch {
	case m.SQL != "":
		return "nullif(trim(cast((" + jinjaSafe(m.SQL) + ") as varchar)), '')"
	case m.Value != "":
		return jinjaSafe(literal(m.Value))
	case len(m.Columns) == 1:
		return textOf(m.Columns[0])
	}
	separator := m.Separator
	if separator == "" {
		separator = " "
	}
	var parts []string
	for _, c := range m.Columns {
		parts = append(parts, textOf(c))
	}
	return "{{ scv_join_filled([\n            " + strings.Join(quoted(parts), ",\n            ") + "\n        ], " + jinjaText(separator) + ") }}"
}

func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = jinjaText(s)
	}
	return out
}

// jinjaText writes a text as a Jinja literal.
func jinjaText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// customerSQL is the staging model of a table of customers.
func customerSQL(t table) string {
	var b strings.Builder
	b.WriteString("with source as (\n    select * from " + t.from() + "\n),\n\nrenamed as (\n    select\n        _scv_record_id as record_id")
	for _, w := range scv.Vocabulary() {
		sql := "cast(null as varchar)"
		if i := slices.IndexFunc(t.entity.Map, func(m scv.Mapping) bool { return m.To == w.Name }); i >= 0 {
			sql = expression(t.entity.Map[i])
		}
		if w.Name == "updated_at" {
			sql = "try_cast(" + sql + " as timestamp)"
		}
		fmt.Fprintf(&b, ",\n        %s as %s", sql, w.Name)
	}
	fmt.Fprintf(&b, ",\n        %s as excluded_by,\n        cast(_scv_loaded_at as timestamp) as loaded_at\n    from source\n)\n\n", exclusion(t.entity.Exclude))
	fmt.Fprintf(&b, "select\n    record_id,\n    %s as source_name,\n    %d as source_priority,\n    %s as entity,\n    %s as party_type",
		literal(t.source.Name), t.source.Priority, literal(t.entity.Name), party(t.entity.Party))
	for _, w := range scv.Vocabulary() {
		b.WriteString(",\n    " + w.Name)
	}
	b.WriteString(",\n    excluded_by,\n    loaded_at\nfrom renamed\n")
	return b.String()
}

// exclusion names the first rule that keeps a row out.
func exclusion(rules []scv.Exclusion) string {
	if len(rules) == 0 {
		return "cast(null as varchar)"
	}
	sql := "case"
	for _, r := range rules {
		sql += "\n            when coalesce((" + jinjaSafe(r.SQL) + "), false) then " + literal(r.Rule)
	}
	return sql + "\n        end"
}

func party(declared string) string {
	if declared != "" {
		return literal(declared)
	}
	return "case\n        when organisation_name is not null and given_name is null and family_name is null and full_name is null then 'organisation'\n        else 'person'\n    end"
}

// unionColumns are the columns of int_customer__unioned and their types.
func unionColumns() [][2]string {
	columns := [][2]string{{"record_id", "varchar"}, {"source_name", "varchar"}, {"source_priority", "integer"}, {"entity", "varchar"}, {"party_type", "varchar"}}
	for _, w := range scv.Vocabulary() {
		kind := "varchar"
		if w.Name == "updated_at" {
			kind = "timestamp"
		}
		columns = append(columns, [2]string{w.Name, kind})
	}
	return append(columns, [2]string{"loaded_at", "timestamp"})
}

// union selects columns of every table; without tables it selects no row of the
// same columns.
func union(tables []table, columns [][2]string, where string) string {
	if len(tables) == 0 {
		var list []string
		for _, c := range columns {
			list = append(list, "cast(null as "+c[1]+") as "+c[0])
		}
		return "select\n    " + strings.Join(list, ",\n    ") + "\nwhere false\n"
	}
	var names, parts []string
	for _, c := range columns {
		names = append(names, c[0])
	}
	for _, t := range tables {
		part := "select\n    " + strings.Join(names, ",\n    ") + "\nfrom {{ ref('" + t.model() + "') }}\n"
		if where != "" {
			part += "where " + where + "\n"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "\nunion all\n\n")
}

func unionedSQL(tables []table) string {
	return union(tables, unionColumns(), "excluded_by is null")
}

func excludedSQL(tables []table) string {
	columns := [][2]string{{"record_id", "varchar"}, {"source_name", "varchar"}, {"entity", "varchar"}, {"excluded_by", "varchar"}}
	sql := union(tables, columns, "excluded_by is not null")
	return strings.NewReplacer("    excluded_by\n", "    excluded_by as rule\n", "as excluded_by\n", "as rule\n").Replace(sql)
}
