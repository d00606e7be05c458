package project

import (
	"fmt"
	"strings"

	"scv"
)

// yaml writes lines at a depth of two blanks each.
type yaml struct{ b strings.Builder }

func (y *yaml) line(depth int, format string, args ...any) {
	y.b.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&y.b, format, args...)
	y.b.WriteByte('\n')
}

// text writes a value as a double-quoted scalar that is not read as Jinja.
func text(s string) string { return fmt.Sprintf("%q", jinjaSafe(s)) }

func sourcesYAML(sources []scv.SourceConfig) string {
	y := &yaml{}
	y.line(0, "version: 2")
	y.line(0, "sources:")
	y.own()
	for _, s := range sources {
		y.line(1, "- name: %s", s.Name)
		y.line(2, "schema: bronze")
		y.line(2, "description: %s", text(describeSource(s)))
		y.line(2, "meta: {kind: %s, path: %s, priority: %d}", s.Kind, text(s.Path), s.Priority)
		y.line(2, "tables:")
		for _, t := range tablesOf(s) {
			y.line(3, "- name: %s", scv.ColumnName(t.entity.Name))
			y.line(4, "identifier: %s__current", t.name())
			y.line(4, "description: %s", text("The newest version of each record of "+s.Name+"/"+t.entity.Name+" as received, without those the source deleted."))
			if t.weather {
				continue
			}
			y.line(4, "loaded_at_field: _scv_loaded_at")
			y.line(4, "columns:")
			y.line(5, "- name: _scv_record_id")
			y.line(6, "description: %s", text("The record's lasting id: source/entity/key."))
			y.line(6, "data_tests: [unique, not_null]")
		}
	}
	return y.b.String()
}

// own declares what the program itself knows and models read.
func (y *yaml) own() {
	y.line(1, "- name: scv")
	y.line(2, "schema: _scv")
	y.line(2, "description: %s", text("What scv run itself keeps beside the data."))
	y.line(2, "tables:")
	y.line(3, "- name: weather_provider")
	y.line(4, "description: %s", text("The chain of weather providers as the newest run found it."))
}

func describeSource(s scv.SourceConfig) string {
	switch s.Kind {
	case scv.Dynamics:
		return "Dynamics 365, by its lake export in " + s.Path + "."
	case scv.Excel:
		return "Workbooks " + s.Path + "."
	case scv.OpenMeteo:
		return "Daily weather as Open-Meteo answers it, files in " + s.Path + "."
	default:
		return "Daily weather in Weather Source's shape, files in " + s.Path + "."
	}
}

func stagingYAML(customers, weather []table) string {
	y := &yaml{}
	y.line(0, "version: 2")
	y.line(0, "models:")
	for _, t := range customers {
		y.line(1, "- name: %s", t.model())
		y.line(2, "description: %s", text("One row per record of "+t.source.Name+"/"+t.entity.Name+", in the customer vocabulary; values as the source wrote them, blanks as null."))
		y.key("[record_id]")
		y.line(2, "columns:")
		y.customerColumns("excluded_by", "Name of the rule in scv.yml that keeps the record out, or null.")
	}
	for _, t := range weather {
		y.line(1, "- name: %s", t.model())
		y.line(2, "description: %s", text("Weather of "+t.source.Name+", "+t.entity.Name+", in metric units; a value that the file lacks is null."))
		y.key("none")
		y.line(2, "columns:")
		y.weatherColumns()
	}
	y.unioned(customers)
	y.line(1, "- name: int_customer__excluded")
	y.line(2, "description: %s", text("Records that a rule of scv.yml keeps out: they never become customers, and are listed here."))
	y.key("[record_id]")
	y.line(2, "columns:")
	y.column("record_id", "The record's lasting id.", "unique", "not_null")
	y.column("source_name", "Source it comes from.", "not_null")
	y.column("entity", "Table of the source.")
	y.column("rule", "Name of the rule in scv.yml.", "not_null")
	y.line(1, "- name: int_weather__unioned")
	y.line(2, "description: %s", text("Weather of all providers, history and forecasts, every issue of a forecast."))
	y.key("none")
	y.line(2, "columns:")
	y.weatherColumns()
	y.line(1, "- name: int_weather__provider")
	y.line(2, "description: %s", text("The chain of weather providers in the order of scv.yml, with how the newest run found each."))
	y.key("[provider]")
	y.line(2, "columns:")
	y.column("provider", "Source, as scv.yml calls it.", "unique", "not_null")
	y.column("rank", "Its place in the chain; 1 is the first choice.", "not_null")
	y.column("condition", "good, missing, broken or stale; null before the first run.")
	y.column("serves", "Whether the weather is from it: the first one that is good. None serves where none is.", "not_null")
	y.column("newest_at", "When the newest of it was issued (UTC).")
	return y.b.String()
}

func (y *yaml) unioned(customers []table) {
	y.line(1, "- name: int_customer__unioned")
	y.line(2, "description: %s", text("One row per source record in one vocabulary, as the sources wrote it."))
	y.key("[record_id]")
	y.line(2, "data_tests:")
	y.line(3, "- conservation:")
	y.line(5, "name: every_staged_record_is_kept_or_excluded")
	y.line(5, "description: %s", text("Records that are staged are in int_customer__unioned or listed in int_customer__excluded, each once."))
	y.line(5, "arguments:")
	var models []string
	for _, t := range customers {
		models = append(models, t.model())
	}
	y.line(6, "parts: [int_customer__excluded]")
	y.line(6, "wholes: [%s]", strings.Join(models, ", "))
	y.line(2, "columns:")
	y.customerColumns("", "")
}

// key declares what names a row of a model; "none" where rows are as received.
func (y *yaml) key(columns string) { y.line(2, "config: {meta: {key: %s}}", columns) }

func (y *yaml) column(name, description string, tests ...string) {
	y.line(3, "- name: %s", name)
	y.line(4, "description: %s", text(description))
	if len(tests) > 0 {
		y.line(4, "data_tests: [%s]", strings.Join(tests, ", "))
	}
}

// customerColumns describes the columns of a staged or unioned table.
func (y *yaml) customerColumns(extra, description string) {
	y.column("record_id", "The record's lasting id: source/entity/key.", "unique", "not_null")
	y.column("source_name", "Source it comes from, as scv.yml calls it.", "not_null")
	y.column("source_priority", "Which source is believed first; 1 before 2.", "not_null")
	y.column("entity", "Table of the source.", "not_null")
	y.column("party_type", "person or organisation.", "not_null", "{accepted_values: {arguments: {values: [person, organisation]}}}")
	for _, w := range scv.Vocabulary() {
		y.column(w.Name, w.Description)
	}
	if extra != "" {
		y.column(extra, description)
	}
	y.column("loaded_at", "When this version of the record was loaded.", "not_null")
}

func (y *yaml) weatherColumns() {
	y.column("provider", "Source of the row, as scv.yml calls it.")
	y.column("kind", "history or forecast.")
	y.column("country", "ISO alpha-2 code.")
	y.column("postal_code", "Postal code as the provider writes it.")
	y.column("city", "Place as the provider calls it.")
	y.column("date", "Day in local standard time.")
	y.column("issued_at", "When the forecast was made (UTC); null for history.")
	for _, c := range weatherColumns() {
		y.column(c.to, c.description)
	}
}
