package graph

import (
	"slices"

	"scv/jinja"
)

// Kind is dbt's resource_type.
type Kind string

// The kinds of nodes.
const (
	Model     Kind = "model"
	Seed      Kind = "seed"
	Snapshot  Kind = "snapshot"
	Test      Kind = "test"
	Analysis  Kind = "analysis"
	Operation Kind = "operation"
	Source    Kind = "source"
	Exposure  Kind = "exposure"
	UnitTest  Kind = "unit_test"
	Function  Kind = "function"
)

// Refable says whether ref() may name nodes of the kind.
func (k Kind) Refable() bool { return k == Model || k == Seed || k == Snapshot }

// Node is one resource. Paths are relative to the package's own folder.
type Node struct {
	ID       string
	Kind     Kind
	Package  string
	Name     string
	FQN      []string
	Path     string // below the folder it was found in
	File     string // original_file_path
	Root     string // the package's folder relative to the root project
	Line     int    // where it is declared: of a test in YAML, the entry
	First    int    // the line of the file on which RawCode begins
	Language string

	Alias    string
	Schema   string
	Database string
	Plain    []string // of database, schema, identifier: what is not quoted
	RawCode  string
	Checksum string // hex, of SQL without the blanks around it

	Config      *jinja.Dict // complete: dbt's defaults, the tree, properties, config()
	Unrendered  *jinja.Dict // what was written, without defaults
	Description string
	DocBlocks   []string
	Columns     []*Column
	Patch       string // "<package>://<file>" of the properties, ""
	Group       string
	Access      string
	Constraints []*jinja.Dict

	Refs     []Ref
	Sources  [][2]string
	Calls    []FunctionRef // of function()
	Depends  []string      // unique ids, in the order met
	Macros   []string      // ids of macros called directly
	Enabled  bool
	Version  jinja.Value // nil without versions
	Latest   jinja.Value
	Deprecat string // deprecation_date

	Test   *TestInfo
	Seed   *SeedInfo
	Src    *SourceInfo
	Expose *ExposureInfo
	Hook   *HookInfo
	Func   *FunctionInfo
	Raw    *jinja.Dict // unit tests: the entry as written

	MoreTags []string // tags of a generic test from where it stands: its source's and its column's
	Compiled *Compiled
}

// Compiled is what rendering gave.
type Compiled struct {
	SQL  string // with CTEs of ephemeral parents injected
	CTEs []CTE
	Path string // below the target folder's compiled/
	// Beside are other files below compiled/ that come with it: of a unit test the SQL
	// of its inputs, by path.
	Beside map[string]string
	// Header is SQL that goes before the statement that builds the node.
	Header string
	// Macros are those called directly while the node was compiled and run: dbt
	// adds them to depends_on.
	Macros []string
	// Reads is what the rendering asked for, macros of the built-in library left out.
	Reads []Read
}

// Read is something that a rendering asked for: what it is, its name, and a digest of
// what it was then.
type Read struct{ Kind, Name, Digest string }

// The kinds of Read.
const (
	ReadMacro = "macro"
	ReadVar   = "var"
	ReadEnv   = "env"
	ReadClock = "clock"  // run_started_at, invocation_id and what gives the time
	ReadModel = "parent" // an ephemeral model, whose SQL goes into the node's
)

// CTE is an ephemeral parent as it stands in the SQL of its child.
type CTE struct{ ID, SQL string }

// Ref is one call of ref().
type Ref struct {
	Name    string
	Package string // "" when the call names none
	Version jinja.Value
	Line    int
}

// Column is what properties say of a column.
type Column struct {
	Name        string
	Description string
	DocBlocks   []string
	DataType    string
	Quote       jinja.Value // nil or bool
	Meta        *jinja.Dict
	Tags        []string
	Constraints []*jinja.Dict
	Extra       *jinja.Dict // other keys, as written
}

// TestInfo is what makes a generic test.
type TestInfo struct {
	Name      string
	Namespace string      // "" = none
	Kwargs    *jinja.Dict // as written, with model and column_name
	Column    string
	Attached  string // id of the model or seed it stands under, "" for sources
	FileKey   string
}

// Call is the template that calls the test's macro.
func (t *TestInfo) Call() string {
	name := "test_" + t.Name
	if t.Namespace != "" {
		name = t.Namespace + "." + name
	}
	return "{{ " + name + "(**_dbt_generic_test_kwargs) }}"
}

// SeedInfo is what only seeds have.
type SeedInfo struct {
	RootPath string
	Size     int64
}

// SourceInfo is what only source tables have.
type SourceInfo struct {
	Source        string
	Table         string
	Identifier    string
	Description   string // of the source
	Meta          *jinja.Dict
	Loader        string
	LoadedAtField string
	LoadedAtQuery string
	Freshness     *jinja.Dict // nil when switched off
	Quoting       *jinja.Dict
	External      jinja.Value
}

// ExposureInfo is what only exposures have.
type ExposureInfo struct {
	Label, Type, Maturity, URL string
	Owner                      *jinja.Dict
}

// HookInfo is what only operations have.
type HookInfo struct {
	Index int
	When  string // "on-run-start", "on-run-end"
}

// Materialized gives config.materialized.
func (n *Node) Materialized() string { return n.ConfigText("materialized") }

// ConfigText gives a config as text, "" when it is not set.
func (n *Node) ConfigText(key string) string {
	if v, ok := n.Config.GetStr(key); ok && v != nil {
		return jinja.Str(v)
	}
	return ""
}

// Tags gives config.tags and, of a generic test, the tags of its column.
func (n *Node) Tags() []string {
	return unique(slices.Concat(n.MoreTags, Texts(n.ConfigValue("tags"))))
}

// ConfigValue gives a config, nil when it is not set.
func (n *Node) ConfigValue(key string) jinja.Value {
	v, _ := n.Config.GetStr(key)
	return v
}

// Ephemeral says whether nothing is built for the node: its SQL goes into its children.
func (n *Node) Ephemeral() bool { return n.Kind == Model && n.Materialized() == "ephemeral" }

// HasRelation says whether the node is a table or view in the warehouse.
func (n *Node) HasRelation() bool {
	return n.Kind.Refable() && !n.Ephemeral() || n.Kind == Source
}

// Texts gives a text, or a list of values, as a list of texts.
func Texts(v jinja.Value) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return []string{v}
	case *jinja.List:
		out := make([]string, len(v.Items))
		for i, item := range v.Items {
			out[i] = jinja.Str(item)
		}
		return out
	case *jinja.Tuple:
		return Texts(&jinja.List{Items: v.Items})
	}
	return []string{jinja.Str(v)}
}

// TextList gives a Jinja list of texts.
func TextList(items []string) *jinja.List {
	l := &jinja.List{Items: make([]jinja.Value, len(items))}
	for i, s := range items {
		l.Items[i] = s
	}
	return l
}

// Macro is a macro of the project, a package or the built-in library.
type Macro struct {
	ID          string
	Name        string // with test_ or materialization_ in front where it is one
	Package     string
	Path        string
	Root        string
	Line        int
	SQL         string // as written
	Description string
	Meta        *jinja.Dict
	Arguments   []*jinja.Dict
	Patch       string
	Depends     []string // ids of macros called, in the order met
	Languages   []string // materializations only
	Hidden      bool     // show: false
}

// Doc is a docs block.
type Doc struct{ ID, Name, Package, Path, File, Text string }

// Group is a group of models with an owner.
type Group struct {
	ID, Name, Package, Path, File, Description string
	Owner                                      *jinja.Dict
	Config                                     *jinja.Dict
}
