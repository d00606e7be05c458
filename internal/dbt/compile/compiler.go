package compile

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/memo"
	"scv/internal/dbt/project"
	"scv/internal/warehouse"
	"scv/jinja"
)

// Version is the version of dbt whose behaviour is followed, as dbt_version says.
const Version = "1.12.6"

// Conn is how macros ask the warehouse in the execute phase.
type Conn interface {
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Table(ctx context.Context, sql string, args ...any) (*warehouse.Table, error)
}

// Options are what a Compiler is made of.
type Options struct {
	Project     *project.Project
	Target      project.Target
	Vars        *jinja.Dict                      // of the command line: they win over all others; may be nil
	Env         func(name string) (string, bool) // environment variables; nil = none
	AsOf        time.Time                        // run_started_at
	Schemas     map[string]string                // where a schema is built and read instead
	Invocation  string                           // invocation_id
	Command     string                           // flags.WHICH: "build"
	FullRefresh bool
	Defer       *Defer       // where nodes are that are not built; nil = where this target has them
	Empty       bool         // refs and sources give no rows
	Sample      *Sample      // refs and sources give the rows of a time; nil = all
	Flags       *jinja.Dict  // what flags and invocation_args_dict show besides; may be nil
	Log         *slog.Logger // what log() and print() say; nil drops it
	Memo        *memo.Store  // of nodes that need not be parsed again; may be nil
	Asked       *Asked       // what parsing asked for beyond files; may be nil
}

// Sample is the time that --sample takes rows of.
type Sample struct{ From, To time.Time }

// Compiler renders the templates of one project. It is safe for concurrent use
// once Parse has run.
type Compiler struct {
	o      Options
	graph  *graph.Graph
	envs   [2]*jinja.Env // by phase
	macros *registry

	unquoted [3]bool // the parts of a relation that the project has without quotes

	selected []string          // unique ids, for selected_resources
	places   map[string]string // schema by unique id, where Schemas does not say it

	grantsSaid  bool            // that grants are left out
	configsRead map[string]bool // names of configs that templates ask for; made when it is first needed

	mu        sync.Mutex
	templates [2]map[string]*template
	seenEnv   map[string]string
	watched   map[*graph.Node]*reads
	patches   map[string]*patch
	world     world
}

// phase says whether the warehouse may be asked.
type phase int

const (
	parsing   phase = iota // execute is false
	executing              // execute is true
)

// template is a parsed text with the names it reads.
type template struct {
	tpl   *jinja.Template
	names []string
}

// New makes a compiler and reads the macros. Errors are *scv.Error.
func New(o Options) (*Compiler, error) {
	if o.Vars == nil {
		o.Vars = jinja.NewDict()
	}
	if o.Env == nil {
		o.Env = func(string) (string, bool) { return "", false }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &Compiler{o: o, unquoted: unquotedBy(o), seenEnv: map[string]string{}, watched: map[*graph.Node]*reads{}, patches: map[string]*patch{}}
	for p, lax := range []bool{true, false} {
		c.envs[p] = newEnv(lax)
		c.templates[p] = map[string]*template{}
	}
	if o.Project == nil { // only YAML of profiles and dbt_project.yml is rendered
		c.macros = &registry{}
		return c, nil
	}
	var err error
	c.macros, err = newRegistry(c.envs, o.Project)
	return c, err
}

func newEnv(lax bool) *jinja.Env {
	same := jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return c.Arg(0, "value", nil), nil })
	return jinja.New(
		jinja.WithUndefined(lax),
		jinja.WithFilter("as_text", same), jinja.WithFilter("as_bool", same),
		jinja.WithFilter("as_number", same), jinja.WithFilter("as_native", same),
		jinja.WithFilter("is_list", func(c *jinja.Call) (jinja.Value, error) {
			_, ok := c.Arg(0, "value", nil).(*jinja.List)
			return ok, nil
		}),
	)
}

// Graph is the parsed graph, nil before Parse.
func (c *Compiler) Graph() *graph.Graph { return c.graph }

// Options are what the compiler was made of.
func (c *Compiler) Options() Options { return c.o }

// SetSelected says which nodes the command selects: what `selected_resources`
// shows. It must not be called while templates are rendered.
// The ids are sorted.
func (c *Compiler) SetSelected(ids []string) { c.selected = ids }

// SeenEnv gives the environment variables that templates asked for, without secrets.
func (c *Compiler) SeenEnv() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]string{}
	for k, v := range c.seenEnv {
		out[k] = v
	}
	return out
}

// parse gives the template of a text, from memory when it was parsed before.
func (c *Compiler) parse(p phase, name, text string, line int) (*template, error) {
	key := name + "\x00" + text
	c.mu.Lock()
	t, ok := c.templates[p][key]
	c.mu.Unlock()
	if ok {
		return t, nil
	}
	tpl, err := c.envs[p].ParseAt(name, text, max(line, 1))
	if err != nil {
		return nil, err
	}
	t = &template{tpl: tpl, names: namesOf(tpl)}
	c.mu.Lock()
	c.templates[p][key] = t
	c.mu.Unlock()
	return t, nil
}

// namesOf gives the first parts of all names that a template reads.
func namesOf(t *jinja.Template) []string {
	seen := map[string]bool{}
	var out []string
	t.Walk(func(n jinja.Node) {
		name := ""
		switch n := n.(type) {
		case *jinja.CallNode:
			name = n.Name
		case *jinja.NameNode:
			name = n.Name
		}
		for i := range len(name) {
			if name[i] == '.' {
				name = name[:i]
				break
			}
		}
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	})
	return out
}
