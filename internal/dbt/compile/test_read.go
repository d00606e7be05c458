package compile

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// testConfigs are the arguments of a generic test that are configs, in the order
// in which dbt writes them.
var testConfigs = []string{
	"severity", "tags", "enabled", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as",
	"sql_header", "meta", "database", "schema", "alias",
}

var testName = regexp.MustCompile(`^(?:([a-zA-Z_]\w*)\.)?([a-zA-Z_]\w*)$`)

// testDef is a generic test as it is written.
type testDef struct {
	namespace, name string
	custom          string // name: of its own
	description     *project.Node
	args            *jinja.Dict
	config          *jinja.Dict
	line            int
}

func (c *Compiler) readTest(q *project.Properties, def *project.Node) (*testDef, error) {
	d := &testDef{args: jinja.NewDict(), config: jinja.NewDict(), line: def.Line}
	full, body := def.Text(), (*project.Node)(nil)
	switch {
	case def.IsMap() && len(def.Keys) == 1:
		full, body = def.Keys[0].Text(), def.Items[0]
	case def.IsMap():
		full, body = def.Get("test_name").Text(), def
	}
	m := testName.FindStringSubmatch(full)
	if m == nil || body != nil && !body.IsMap() && !body.IsNull() {
		return nil, propertyFault(q, scv.CodeDBTProperties, def, "this is no test", "Write `- not_null`, or `- accepted_values:` with `arguments:` below it.")
	}
	d.namespace, d.name = m[1], m[2]
	var fault error
	body.Pairs(func(key string, k, v *project.Node) {
		switch {
		case key == "test_name":
		case key == "name":
			d.custom = v.Text()
		case key == "description":
			d.description = v
		case key == "config":
			for ck, cv := range v.Dict().All() {
				d.config.Put(jinja.Str(ck), cv)
			}
		case key == "arguments" && v.IsMap():
			for ak, av := range v.Dict().All() {
				_ = d.args.Set(ak, av)
			}
		case key == "model":
			fault = propertyFault(q, scv.CodeDBTProperties, k, "a test may not have an argument named \"model\"", "Rename it.")
		case slices.Contains(testConfigs, key):
			d.config.Put(key, v.Any())
		default:
			d.args.Put(key, v.Any())
		}
	})
	return d, fault
}

// renderedConfig renders configs of a test that hold Jinja.
func (c *Compiler) renderedConfig(ctx context.Context, q *project.Properties, n *graph.Node, config *jinja.Dict) (*jinja.Dict, error) {
	out := jinja.NewDict()
	for k, v := range config.All() {
		if text, ok := v.(string); ok && hasJinja(text) {
			var err error
			if v, err = c.newScope(parsing, n).native(ctx, q.Path, text, n.Line); err != nil {
				return nil, jinjaFault(err, "read config of test "+n.Name, q.Project.Root, q.Path)
			}
		}
		out.Put(jinja.Str(k), v)
	}
	return out, nil
}

// configText writes configs as the {{ config() }} that dbt appends to a test.
func configText(config *jinja.Dict) string {
	var parts []string
	write := func(key string) {
		v, ok := config.GetStr(key)
		if !ok {
			return
		}
		if s, isText := v.(string); isText {
			parts = append(parts, key+`="`+strings.ReplaceAll(s, `"`, `\"`)+`"`)
			return
		}
		parts = append(parts, key+"="+jinja.Str(v))
	}
	for _, key := range testConfigs {
		write(key)
	}
	for k := range config.All() {
		if key := jinja.Str(k); !slices.Contains(testConfigs, key) {
			write(key)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{{ config(" + strings.Join(parts, ",") + ") }}"
}
