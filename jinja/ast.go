package jinja

// at is the byte offset of a node in its source.
type at int

func (a at) offset() int { return int(a) }

// astNode is an element of the syntax tree; expressions and statements alike.
type astNode interface{ offset() int }

// use says what a name node does with the name.
type use uint8

const (
	useLoad use = iota
	useStore
	useParam
)

// Expressions.
type (
	nameNode struct {
		at
		name string
		use  use
	}
	constNode struct {
		at
		value Value
	}
	// dataNode is text between tags.
	dataNode struct {
		at
		text string
	}
	tupleNode struct {
		at
		items []astNode
	}
	listNode struct {
		at
		items []astNode
	}
	dictNode struct {
		at
		keys, values []astNode
	}
	condNode struct {
		at
		test, then, other astNode // other may be nil
	}
	binaryNode struct {
		at
		op          string // + - * / // % ** and or
		left, right astNode
	}
	unaryNode struct {
		at
		op string // + - not
		x  astNode
	}
	compareNode struct {
		at
		first astNode
		ops   []string // == != < <= > >= in notin
		rest  []astNode
	}
	concatNode struct {
		at
		items []astNode
	}
	attrNode struct {
		at
		x    astNode
		name string
	}
	itemNode struct {
		at
		x, key astNode
	}
	sliceNode struct {
		at
		start, stop, step astNode // each may be nil
	}
	// argList holds the arguments of a call, filter or test.
	argList struct {
		args   []astNode
		names  []string // of kwargs
		kwargs []astNode
		splat  astNode // *args
		splat2 astNode // **kwargs
	}
	callNode struct {
		at
		fn astNode
		argList
	}
	filterNode struct {
		at
		x    astNode // nil: the text of the block around
		name string
		argList
	}
	testNode struct {
		at
		x    astNode
		name string
		argList
	}
	// nsRefNode is the target ns.attr of an assignment.
	nsRefNode struct {
		at
		name, attr string
	}
)

// Statements.
type (
	outputNode struct {
		at
		parts []astNode
	}
	forNode struct {
		at
		target, iter, test astNode // test may be nil
		body, other        []astNode
		recursive          bool
	}
	ifNode struct {
		at
		test  astNode
		body  []astNode
		elifs []*ifNode
		other []astNode
	}
	// macroNode is a macro, or the body of a call block.
	macroNode struct {
		at
		name     string
		params   []*nameNode
		types    []string
		defaults []astNode // of the last parameters
		body     []astNode
		endAt    int    // offset of the tag that ends it
		source   string // with both tags
	}
	callBlockNode struct {
		at
		call  *callNode
		macro *macroNode
	}
	filterBlockNode struct {
		at
		filter *filterNode
		body   []astNode
	}
	setNode struct {
		at
		target, value astNode
	}
	setBlockNode struct {
		at
		target astNode
		filter *filterNode // nil without one
		body   []astNode
	}
	withNode struct {
		at
		targets, values []astNode
		body            []astNode
	}
	doNode struct {
		at
		x astNode
	}
	breakNode    struct{ at }
	continueNode struct{ at }
	autoescNode  struct {
		at
		on   astNode
		body []astNode
	}
	blockNode struct {
		at
		name             string
		body             []astNode
		scoped, required bool
	}
	extendsNode struct {
		at
		template astNode
	}
	includeNode struct {
		at
		template      astNode
		ignoreMissing bool
		withContext   bool
	}
	importNode struct {
		at
		template    astNode
		target      string
		withContext bool
	}
	fromImportNode struct {
		at
		template       astNode
		names, aliases []string
		withContext    bool
	}
)

// defaultOf gives the default of parameter i, or nil.
func (m *macroNode) defaultOf(i int) astNode {
	if j := i - (len(m.params) - len(m.defaults)); j >= 0 {
		return m.defaults[j]
	}
	return nil
}
