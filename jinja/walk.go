package jinja

// Node is an element of the static walk: *CallNode, *MacroNode or *NameNode.
type Node interface{ node() }

// Dynamic stands for an argument whose value is only known in a render.
type Dynamic struct{}

// CallNode is a call of a name or of attributes of a name.
type CallNode struct {
	Name      string // dotted: "ref", "adapter.dispatch", "dbt_utils.x"
	Args      []any  // constants as Values, others Dynamic{}; after *args one Dynamic{}
	Kwargs    map[string]any
	Splat     bool   // *args or **kwargs are passed too
	Macro     string // the top-level macro around the call, or ""
	Line, Col int
}

// MacroNode is a definition of a macro at any level.
type MacroNode struct {
	Name      string
	Line, Col int
}

// NameNode is a read of a name, or of attributes of a name, that is not called.
type NameNode struct {
	Name      string // dotted as in CallNode
	Macro     string
	Line, Col int
}

func (*CallNode) node()  {}
func (*MacroNode) node() {}
func (*NameNode) node()  {}
