package config

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"scv"

	"github.com/goccy/go-yaml"
)

// Format writes a configuration as a commented scv.yml; Parse gives it back.
func Format(c Config) []byte {
	w := &writer{}
	w.line(0, "# One home of scv: where its data is, which sources it has, how they become customers.")
	w.line(0, "# `scv run` reads it; `scv init --help` tells more. Paths are relative to this file.")
	w.line(0, "version: 1")
	w.line(0, "company: %s", quote(c.Company))
	w.line(0, "")
	w.line(0, "warehouse:")
	w.line(1, "path: %s          # one DuckDB file; only one process opens it at a time", quote(c.Warehouse.Path))
	w.line(1, "memory_limit: %s                     # buffers of the engine; work beyond it spills to disk", quote(c.Warehouse.MemoryLimit))
	w.line(1, "threads: %d                            # 0 = all cores", c.Warehouse.Threads)
	w.line(0, "control: %s                # runs, verdicts and versions; survives the warehouse", quote(c.Control))
	w.line(0, "project: %s                        # the dbt project; staging models in it are made from this file", quote(c.Project))
	w.line(0, "keep_versions: %d                        # published versions that stay for rollback", c.KeepVersions)
	w.optional("default_country", c.DefaultCountry, "ISO code for phones and postal codes of rows that name no country")
	w.optional("truth", c.Truth, "record_id,entity_id: only to measure matching, never read by the pipeline")
	w.vars(c.Vars)
	w.line(0, "")
	w.sources(c.Sources)
	w.weather(c)
	w.notify(c.Notify)
	if c.Identity.Memory != "" {
		w.line(0, "")
		w.line(0, "identity:")
		w.line(1, "memory: %s                            # for pairs of records; what is beyond lies in files while a run lasts", quote(c.Identity.Memory))
	}
	return []byte(w.String())
}

// exampleSources stands in a new home's file: to be edited, and true YAML once
// the comment signs are gone (a test takes them away).
//
//go:embed example.yml
var exampleSources string

type writer struct {
	strings.Builder
	notes Notes
}

func (w *writer) line(depth int, format string, args ...any) {
	w.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(w, format, args...)
	w.WriteByte('\n')
}

func (w *writer) optional(key, value, comment string) {
	if value == "" {
		w.line(0, "# %s: ...  # %s", key, comment)
		return
	}
	w.line(0, "%s: %s  # %s", key, quote(value), comment)
}

func (w *writer) vars(vars []Var) {
	if len(vars) == 0 {
		return
	}
	w.line(0, "vars:  # passed to the dbt project")
	for _, v := range vars {
		w.line(1, "%s: %s", v.Name, quote(v.Value))
	}
}

func (w *writer) sources(sources []scv.SourceConfig) {
	w.line(0, "# Sources in order of trust: where two records disagree, the earlier source wins")
	w.line(0, "# unless a rule of the project says otherwise. On the left of map: the customer")
	w.line(0, "# vocabulary (%s);", vocabularyLine())
	w.line(0, "# on the right: a column, {columns: [..], separator: ..}, {value: ..} or {sql: ..}.")
	if len(sources) == 0 {
		w.WriteString(exampleSources)
		return
	}
	w.line(0, "sources:")
	for i, s := range sources {
		w.source(s, i+1)
	}
}

// source writes one source; a priority is written where it is not the usual one.
func (w *writer) source(s scv.SourceConfig, usual int) {
	w.noted(1, s.Name+":", s.Name)
	w.line(2, "kind: %s", s.Kind)
	w.line(2, "path: %s", quote(s.Path))
	if s.Priority != usual {
		w.line(2, "priority: %d", s.Priority)
	}
	if s.StaleAfter != 0 {
		w.line(2, "stale_after: %s", writeSpan(s.StaleAfter))
	}
	w.about(s.About)
	if len(s.Entities) > 0 {
		w.line(2, "entities:")
	}
	for _, e := range s.Entities {
		w.entity(s.Name+"/"+e.Name, e)
	}
}

// about is what people agreed on; a source without it has none of the lines.
func (w *writer) about(a scv.SourceAbout) {
	if a == (scv.SourceAbout{}) {
		return
	}
	w.line(2, "about:")
	for _, each := range [][2]string{{"owner", a.Owner}, {"licence", a.Licence}, {"refresh", a.Refresh}, {"sla", a.SLA}, {"fallback", a.Fallback}} {
		if each[1] != "" {
			w.line(3, "%s: %s", each[0], quote(each[1]))
		}
	}
}

func vocabularyLine() string {
	return strings.ReplaceAll(strings.Join(vocabularyNames(), ", "), "birth_date, ", "birth_date,\n# ")
}

func (w *writer) entity(at string, e scv.EntityConfig) {
	if e.Party == "" && e.Sheet == "" && e.Header == 0 && len(e.Key)+len(e.Columns)+len(e.Map)+len(e.Exclude) == 0 {
		w.line(3, "%s: {}", e.Name)
		return
	}
	w.noted(3, e.Name+":", at)
	if e.Party != "" {
		w.line(4, "party: %s", e.Party)
	}
	if e.Sheet != "" {
		w.line(4, "sheet: %s", quote(e.Sheet))
	}
	if e.Header != 0 {
		w.line(4, "header: %d", e.Header)
	}
	if len(e.Key) > 0 {
		w.noted(4, "key: "+flow(e.Key), at+"/key")
	}
	if len(e.Columns) > 0 {
		w.line(4, "columns:  # types of what is not plain text")
	}
	for _, c := range e.Columns {
		w.noted(5, column(c), at+"/columns/"+c.Name)
	}
	if len(e.Map) > 0 {
		w.line(4, "map:")
	}
	for _, m := range e.Map {
		w.noted(5, m.To+": "+expression(m), at+"/map/"+m.To)
	}
	if len(e.Exclude) > 0 {
		w.line(4, "exclude:  # rows that are no customers, by rule")
	}
	for _, x := range e.Exclude {
		w.noted(5, x.Rule+": "+quote(x.SQL), at+"/exclude/"+x.Rule)
	}
	for _, remark := range w.notes[at+"/end"] {
		w.line(4, "# %s", oneLine(remark))
	}
}

func column(c scv.ColumnConfig) string {
	if len(c.Formats) == 0 {
		return fmt.Sprintf("%s: %s", quote(c.Name), c.Type)
	}
	return fmt.Sprintf("%s: {type: %s, formats: %s}", quote(c.Name), c.Type, flow(c.Formats))
}

func expression(m scv.Mapping) string {
	switch {
	case m.SQL != "":
		return "{sql: " + flowQuote(m.SQL) + "}"
	case m.Value != "":
		return "{value: " + flowQuote(m.Value) + "}"
	case len(m.Columns) == 1:
		return quote(m.Columns[0])
	case m.Separator != "":
		return "{columns: " + flow(m.Columns) + ", separator: " + flowQuote(m.Separator) + "}"
	default:
		return "{columns: " + flow(m.Columns) + "}"
	}
}

func flow(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = flowQuote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quote writes a scalar so that YAML reads it back as it is.
func quote(v any) string {
	s, ok := v.(string)
	if !ok {
		if v == nil {
			return "null"
		}
		return fmt.Sprint(v)
	}
	var back any
	if plainScalar(s) && yaml.Unmarshal([]byte(s), &back) == nil && back == any(s) {
		return s
	}
	return flowQuote(s)
}

func plainScalar(s string) bool {
	return s != "" && !strings.ContainsAny(s, "#:{}[],&*!|>'\"%@`\n\r\t\\") && strings.TrimSpace(s) == s && !strings.HasPrefix(s, "-")
}

// flowQuote writes a double-quoted scalar, the form that is safe everywhere.
func flowQuote(s string) string {
	if plain := strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"); plain == "" && s != "" && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}, strings.ToLower(s)) {
		return s
	}
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	return `"` + r.Replace(s) + `"`
}
