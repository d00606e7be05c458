package compile

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// unitRaw gives a unit test's entry in the form that the manifest has: every
// fixture is read, rows of dict and csv are lists, the first row without a null
// comes first.
func (c *Compiler) unitRaw(q *project.Properties, e *project.Node) (*jinja.Dict, error) {
	raw := e.Dict()
	given := jinja.NewList()
	for _, input := range nodesOf(e.Get("given")) {
		if input.Get("input").Text() == "" {
			return nil, unitFault(q, input, "an entry of given has no input", "Write `- input: ref('model')` with rows.")
		}
		rows, err := c.unitRows(q, input)
		if err != nil {
			return nil, err
		}
		rows.Put("input", input.Get("input").Text())
		given.Items = append(given.Items, rows)
	}
	expect, err := c.unitRows(q, e.Get("expect"))
	if err != nil {
		return nil, err
	}
	raw.Put("given", given)
	raw.Put("expect", expect)
	if e.Get("overrides").IsMap() {
		overrides := jinja.NewDict("macros", jinja.NewDict(), "vars", jinja.NewDict(), "env_vars", jinja.NewDict())
		for k, v := range e.Get("overrides").Dict().All() {
			_ = overrides.Set(k, v)
		}
		raw.Put("overrides", overrides)
	}
	if versions := e.Get("versions"); versions.IsMap() {
		raw.Put("versions", jinja.NewDict("include", versions.Get("include").Any(), "exclude", versions.Get("exclude").Any()))
	}
	return raw, nil
}

func unitFault(q *project.Properties, at *project.Node, text, hint string) error {
	return propertyFault(q, scv.CodeDBTProperties, at, text, hint)
}

// unitRows reads the rows of one input, or of what is expected.
func (c *Compiler) unitRows(q *project.Properties, e *project.Node) (*jinja.Dict, error) {
	format, fixture := e.Get("format").Text(), e.Get("fixture").Text()
	if format == "" {
		format = "dict"
	}
	out := jinja.NewDict("rows", e.Get("rows").Any(), "format", format, "fixture", orNone(fixture))
	text, _ := e.Get("rows").Any().(string)
	switch format {
	case "dict":
		return out, c.dictRows(q, e, out)
	case "csv", "sql":
	default:
		return nil, unitFault(q, e, fmt.Sprintf("%q is no format of rows", format), "Use dict, csv or sql.")
	}
	if fixture != "" {
		var err error
		if text, err = fixtureText(q, e, fixture+"."+format); err != nil {
			return nil, err
		}
	} else if text == "" {
		return nil, unitFault(q, e, "rows do not match the format "+format, "Write them as text, or name a fixture.")
	}
	if format == "sql" {
		out.Put("rows", strings.TrimSpace(text))
		return out, nil
	}
	rows, err := csvRows(text)
	if err != nil {
		return nil, unitFault(q, e, "rows are no CSV: "+err.Error(), "Write a line of names and a line for each row.")
	}
	out.Put("rows", nullsLater(rows))
	return out, nil
}

func (c *Compiler) dictRows(q *project.Properties, e *project.Node, out *jinja.Dict) error {
	if e.Get("rows").IsNull() && e.Get("fixture").Text() == "" {
		return nil // the rows of a seed, read when the test runs
	}
	rows, ok := e.Get("rows").Any().(*jinja.List)
	if !ok {
		return unitFault(q, e, "rows do not match the format dict", "Write a list of `{column: value}`, or name the format.")
	}
	for i, row := range rows.Items {
		if _, ok := row.(*jinja.Dict); !ok {
			return unitFault(q, e.Get("rows").Items[i], "a row is no map of columns", "Write `{column: value}`.")
		}
	}
	out.Put("rows", nullsLater(rows))
	return nil
}

// nullsLater puts the first row without a null first, in the place of the one
// there: warehouses take a column's type from the first row.
func nullsLater(rows *jinja.List) *jinja.List {
	out := jinja.NewList(slices.Clone(rows.Items)...)
	for i, row := range out.Items {
		if d, ok := row.(*jinja.Dict); ok && !slices.Contains(d.Values(), jinja.Value(nil)) {
			out.Items[0], out.Items[i] = out.Items[i], out.Items[0]
			break
		}
	}
	return out
}

// csvRows reads rows with a header; an empty cell is null.
func csvRows(text string) (*jinja.List, error) {
	reader := csv.NewReader(strings.NewReader(strings.TrimSpace(text)))
	records, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for i, record := range records {
		if i == 0 {
			continue
		}
		row := jinja.NewDict()
		for k, cell := range record {
			row.Put(strings.TrimSpace(records[0][k]), orNone(cell))
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

// fixtureText reads a file of the folder fixtures below the test paths.
func fixtureText(q *project.Properties, e *project.Node, name string) (string, error) {
	var found string
	for _, dir := range q.Project.Paths.Tests {
		err := fs.WalkDir(q.Project.FS, path.Join(dir, "fixtures"), func(at string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Base(at) == name {
				found = at
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	if found == "" {
		return "", unitFault(q, e.Get("fixture"), fmt.Sprintf("file not found for fixture %q", name), "Put it below "+strings.Join(q.Project.Paths.Tests, " or ")+" in the folder fixtures.")
	}
	data, err := fs.ReadFile(q.Project.FS, found)
	return strings.TrimSpace(string(data)), err
}

// unitChecksum is dbt's checksum of a unit test: over its parts as Python shows them.
func unitChecksum(raw *jinja.Dict) string {
	get := func(d *jinja.Dict, key string) jinja.Value {
		v, _ := d.GetStr(key)
		return v
	}
	object := func(class string, v jinja.Value, keys ...string) string {
		d, _ := v.(*jinja.Dict)
		if d == nil {
			return "None"
		}
		parts := make([]string, len(keys))
		for i, key := range keys {
			parts[i] = key + "=" + jinja.Repr(get(d, key))
			if format := jinja.Str(get(d, key)); key == "format" {
				parts[i] = "format=<UnitTestFormat." + map[string]string{"dict": "Dict", "csv": "CSV", "sql": "SQL"}[format] + ": '" + format + "'>"
			}
		}
		return class + "(" + strings.Join(parts, ", ") + ")"
	}
	inputs, _ := elements(get(raw, "given"))
	var given []string
	fixtures := ""
	for _, in := range inputs {
		given = append(given, object("UnitTestInputFixture", in, "input", "rows", "format", "fixture"))
		if d, ok := in.(*jinja.Dict); ok && get(d, "fixture") != nil {
			fixtures += "-" + jinja.Str(get(d, "rows"))
		}
	}
	return checksum(jinja.Str(get(raw, "model")) + "-" + object("UnitTestNodeVersions", get(raw, "versions"), "include", "exclude") +
		"-[" + strings.Join(given, ", ") + "]-" + object("UnitTestOutputFixture", get(raw, "expect"), "rows", "format", "fixture") +
		"-" + object("UnitTestOverrides", get(raw, "overrides"), "macros", "vars", "env_vars") + fixtures)
}
