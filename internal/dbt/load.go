package dbt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt/artifact"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/graph/selection"
	"scv/internal/dbt/memo"
	"scv/internal/dbt/project"
	"scv/internal/dbt/run"
	"scv/internal/dbt/state"
	"scv/jinja"
)

// Target is where a project is built. What is zero is taken from profiles.yml, if
// there is one, and else has a default.
type Target struct {
	Profile  string
	Name     string // target.name; default "dev"
	Type     string // default "duckdb"
	Database string // "" leaves the database out of relations
	Schema   string // default "main"
	Threads  int    // default 4
}

// Options say which project, and in what surroundings.
type Options struct {
	Dir              string                           // the project's folder; target/ is written there
	FS               fs.FS                            // the project's files; nil = those of Dir
	Vars             map[string]any                   // win over the project's
	Target           Target                           // see Target
	Env              func(name string) (string, bool) // environment variables; nil = none
	Warehouse        run.Warehouse                    // may be nil when nothing is compiled or built, or Attach follows
	Profiles         fs.FS                            // the folder of profiles.yml, which then alone says what the target is; nil = that of the project, or Target
	Materializations map[string]scv.Materialization   // by the value of `materialized`
	SchemaAlias      map[string]string                // schema as the project names it -> where it is built and read
	AsOf             time.Time                        // run_started_at and Model.AsOf
	Now              func() time.Time                 // for durations; nil = a clock that stands at AsOf
	Progress         scv.Progress                     // may be nil
	Select           []string                         // as --select; none = everything
	Exclude          []string                         // as --exclude
	IDs              []string                         // unique ids: they and nothing else are selected
	Selector         string                           // as --selector
	Indirect         string                           // as --indirect-selection; "" = eager
	Start, End       time.Time                        // as --event-time-start and --event-time-end: what microbatch models build; zero = not given
	Types, NotTypes  []graph.Kind                     // as --resource-type and --exclude-resource-type; none = no limit
	State            *state.Earlier                   // what state: and result: compare with; may be nil
	Defer            *compile.Defer                   // where nodes are that are not built; may be nil
	Empty            bool                             // refs and sources give no rows
	Sample           *compile.Sample                  // refs and sources give the rows of a time
	FullRefresh      bool
	Strict           bool         // what would be a warning is an error
	StoreFailures    bool         // every test keeps the rows it finds
	Flags            *jinja.Dict  // what Jinja's flags and invocation_args_dict show besides, by dbt's names; may be nil
	Args             *jinja.Dict  // what run_results.json says of the command line; nil = select, exclude and vars
	TargetPath       string       // where artifacts go, instead of the project's target-path
	Command          string       // flags.WHICH; "" = "build"
	Invocation       string       // invocation_id; "" = derived from AsOf
	Log              *slog.Logger // what macros log; nil drops it
	NoArtifacts      bool         // write nothing below target/
	NoPartialParse   bool         // parse every file, whatever is known of an earlier run
}

// Warning is something in the project that is most likely a mistake.
type Warning = project.Warning

// Project is a loaded project. Its methods may be called one after another.
type Project struct {
	o        Options
	vars     *jinja.Dict       // of Options
	bare     *compile.Compiler // for YAML, before there is a target
	config   *project.Project
	trace    *memo.Trace    // what was read of the project; nil = nothing is remembered
	asked    *compile.Asked // what else was asked for
	graph    *graph.Graph
	compiler *compile.Compiler
	selected map[string]bool
	warnings []Warning
	found    int                     // of warnings: those that no selection brought
	parsed   int                     // files and nodes that were not known of an earlier run
	catalog  []artifact.CatalogTable // what Catalog found, for the page
}

// Load reads and parses a project. Nothing in the warehouse is asked or changed.
// Errors are *scv.Error with file and line in Subject, several of one kind joined.
func Load(ctx context.Context, o Options) (*Project, error) {
	p, err := load(ctx, o)
	if err != nil {
		if o.FS == nil {
			o.FS = os.DirFS(o.Dir)
		}
		return nil, shown(o.FS, err)
	}
	return p, nil
}

func load(ctx context.Context, o Options) (*Project, error) {
	p, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	known := p.memo()
	defer func() { p.keep(ctx, known) }()
	p.trace.On()
	if err := p.config.LoadFiles(p.bare.YAML(ctx), known); err != nil {
		return nil, err
	}
	p.trace.Off()
	if err := p.config.CheckVersion(compile.Version); err != nil {
		return nil, err
	}
	settings, err := p.settings(ctx)
	if err != nil {
		return nil, err
	}
	p.trace.On()
	settings.Memo = known
	if p.compiler, err = compile.New(settings); err != nil {
		return nil, err
	}
	if p.graph, err = p.compiler.Parse(ctx); err != nil {
		return nil, err
	}
	p.trace.Off()
	for _, each := range p.config.All() {
		p.warnings = append(p.warnings, each.Warnings...)
	}
	if o.Strict && len(p.warnings) > 0 {
		return nil, refused(p.warnings)
	}
	if o.StoreFailures {
		p.storeFailures()
	}
	p.found = len(p.warnings)
	return p, p.selectNodes()
}

// refused makes errors of warnings.
func refused(warnings []Warning) error {
	var all []error
	for _, w := range warnings {
		at := w.File
		if w.Line > 0 {
			at = fmt.Sprintf("%s:%d", w.File, w.Line)
		}
		all = append(all, &scv.Error{Code: w.Code, Op: "read strictly", Subject: at, Hint: w.Hint, Err: errors.New(w.Text)})
	}
	return errors.Join(all...)
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// invocation gives an id that is the same for the same run.
func invocation(o Options) string {
	if o.Invocation != "" {
		return o.Invocation
	}
	return compile.UUID(o.Dir + o.AsOf.UTC().Format(time.RFC3339Nano))
}

// target completes what the caller says by profiles.yml.
func (p *Project) target(ctx context.Context, bare *compile.Compiler) (project.Target, error) {
	t := project.Target{Profile: p.config.Profile, Name: "dev", Type: "duckdb", Schema: "main", Threads: 4}
	name := p.config.Profile
	if p.o.Target.Profile != "" {
		name = p.o.Target.Profile
	}
	if p.o.Profiles != nil {
		return p.profiled(ctx, bare, name)
	}
	_, err := fs.Stat(p.o.FS, "profiles.yml")
	switch {
	case err == nil && name != "":
		if t, err = project.ReadProfile(p.o.FS, name, p.o.Target.Name, bare.YAML(ctx)); err != nil && p.o.Target == (Target{}) {
			return t, err
		} else if err != nil {
			t = project.Target{Profile: name, Name: "dev", Type: "duckdb", Schema: "main", Threads: 4}
		}
	case p.o.Target == (Target{}):
		return t, &scv.Error{
			Code: scv.CodeDBTProfile, Op: "read profile", Subject: "profiles.yml",
			Hint: "Put a profiles.yml beside dbt_project.yml, or name the target.", Err: errors.New("the file is not there"),
		}
	}
	given := p.o.Target
	set(&t.Name, given.Name)
	set(&t.Type, given.Type)
	set(&t.Schema, given.Schema)
	set(&t.Profile, given.Profile)
	if given != (Target{}) {
		t.Database = given.Database
	}
	if given.Threads > 0 {
		t.Threads = given.Threads
	}
	return t, nil
}

// profiled is the target that profiles.yml says; Target only chooses.
func (p *Project) profiled(ctx context.Context, bare *compile.Compiler, name string) (project.Target, error) {
	t, err := project.ReadProfile(p.o.Profiles, name, p.o.Target.Name, bare.YAML(ctx))
	if p.o.Target.Threads > 0 {
		t.Threads = p.o.Target.Threads
	}
	return t, err
}

func set(to *string, from string) {
	if from != "" {
		*to = from
	}
}

func (p *Project) selectNodes() error {
	named, err := selection.ParseSelectors(p.config.Selectors)
	if err != nil {
		return err
	}
	o := selection.Options{
		Select: p.o.Select, Exclude: p.o.Exclude, Selector: p.o.Selector, Named: named, Indirect: selection.Mode(p.o.Indirect),
		Takes: p.isType,
	}
	if p.o.State != nil {
		o.Earlier = p.o.State.Compare(p.graph, p.compiler.MacroDepends, p.targetDir())
	}
	got, err := selection.Select(p.graph, o)
	if err != nil {
		return err
	}
	if p.o.IDs != nil {
		got.IDs, got.Warnings = p.withIDs(), nil
	}
	maps.DeleteFunc(got.IDs, func(id string, _ bool) bool { return !p.isType(id) })
	p.selected = got.IDs
	p.compiler.SetSelected(slices.Sorted(maps.Keys(got.IDs)))
	for _, text := range got.Warnings {
		p.warnings = append(p.warnings, Warning{Code: scv.CodeDBTSelection, Text: text})
	}
	return nil
}

// Warnings tells what in the project is most likely a mistake: unknown keys,
// properties for nothing, tests that no macro defines, empty selections.
func (p *Project) Warnings() []Warning { return p.warnings }

// Name is the project's name.
func (p *Project) Name() string { return p.config.Name }

// Graph is the parsed graph. It must not be changed.
func (p *Project) Graph() *graph.Graph { return p.graph }

// Relation gives where a node is built, by its unique id, with the alias of its
// schema; false for what has no relation.
func (p *Project) Relation(id string) (scv.Relation, bool) {
	n := p.graph.Nodes[id]
	if n == nil || !n.HasRelation() && n.Kind != graph.Function {
		return scv.Relation{}, false
	}
	r := p.compiler.Relation(n)
	return scv.Relation{Schema: r.Schema, Name: r.Identifier}, true
}

// Item is one line of List.
type Item struct {
	UniqueID     string
	Kind         graph.Kind
	Name         string
	Selector     string // as `dbt ls` prints it
	File         string
	Schema       string // as the project names it
	Alias        string
	Materialized string
	Description  string
	Tags         []string
}

// List gives the selected nodes by unique id; analyses only where Options.Types
// names them.
func (p *Project) List() []Item {
	var out []Item
	for _, id := range p.graph.IDs() {
		n := p.graph.Nodes[id]
		if !p.selected[id] || n.Kind == graph.Operation || n.Kind == graph.Analysis && !slices.Contains(p.o.Types, graph.Analysis) {
			continue
		}
		out = append(out, Item{
			UniqueID: id, Kind: n.Kind, Name: n.Name, Selector: selectorOf(n), File: n.File, Schema: n.Schema, Alias: n.Alias,
			Materialized: n.Materialized(), Description: n.Description, Tags: n.Tags(),
		})
	}
	return out
}

func selectorOf(n *graph.Node) string {
	switch n.Kind {
	case graph.Source:
		return fmt.Sprintf("source:%s.%s.%s", n.Package, n.Src.Source, n.Name)
	case graph.Exposure, graph.UnitTest:
		return fmt.Sprintf("%s:%s.%s", n.Kind, n.Package, n.Name)
	}
	return strings.Join(n.FQN, ".")
}
