package project

import (
	"fmt"
	"strings"

	"scv/jinja"
)

// Text is what the profile says under a key, "" for nothing.
func (t Target) Text(key string) string {
	if t.Fields == nil {
		return ""
	}
	v, _ := t.Fields.GetStr(key)
	if v == nil {
		return ""
	}
	return jinja.Str(v)
}

// DuckDBSetup are the statements that make an open database what the target says:
// its extensions, settings and attached databases.
func (t Target) DuckDBSetup() []string {
	var out []string
	if t.Fields == nil {
		return nil
	}
	for _, e := range t.items("extensions") {
		if name, ok := e.(string); ok {
			out = append(out, "load "+name)
		}
	}
	if v, _ := t.Fields.GetStr("settings"); v != nil {
		if d, ok := v.(*jinja.Dict); ok {
			for k, value := range d.All() {
				out = append(out, fmt.Sprintf("set global %v = '%s'", k, quoted(jinja.Str(value))))
			}
		}
	}
	for _, a := range t.items("attach") {
		if d, ok := a.(*jinja.Dict); ok {
			out = append(out, attach(d))
		}
	}
	return out
}

// Written are the database files that a target can write to: its own and those
// it attaches without read_only.
func (t Target) Written() []string {
	var paths []string
	if t.Fields == nil {
		return nil
	}
	if path := t.Text("path"); path != "" {
		paths = append(paths, path)
	}
	for _, a := range t.items("attach") {
		d, ok := a.(*jinja.Dict)
		if !ok {
			continue
		}
		path, _ := d.GetStr("path")
		if readOnly, _ := d.GetStr("read_only"); path != nil && !jinja.Truth(readOnly) {
			paths = append(paths, jinja.Str(path))
		}
	}
	return paths
}

func (t Target) items(key string) []jinja.Value {
	v, _ := t.Fields.GetStr(key)
	if l, ok := v.(*jinja.List); ok {
		return l.Items
	}
	return nil
}

func attach(d *jinja.Dict) string {
	text := func(key string) string {
		v, _ := d.GetStr(key)
		if v == nil {
			return ""
		}
		return jinja.Str(v)
	}
	sql := "attach if not exists '" + quoted(text("path")) + "'"
	if alias := text("alias"); alias != "" {
		sql += ` as "` + strings.ReplaceAll(alias, `"`, `""`) + `"`
	}
	var options []string
	if kind := text("type"); kind != "" {
		options = append(options, "type "+kind)
	}
	if readOnly, _ := d.GetStr("read_only"); jinja.Truth(readOnly) {
		options = append(options, "read_only")
	}
	if len(options) > 0 {
		sql += " (" + strings.Join(options, ", ") + ")"
	}
	return sql
}

func quoted(s string) string { return strings.ReplaceAll(s, "'", "''") }
