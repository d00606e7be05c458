package jinja

import (
	"sync"
	"sync/atomic"
)

// unit is a compiled source: all that its renders share.
type unit struct {
	env    *Env
	name   string
	source string
	src    *source
	tree   []astNode
	macros []*Macro
	root   *function
	self   int // slot of the variable self, -1 when the root does not name it
	body   []stmt
	blocks map[string]*blockCode
	order  []string     // of blocks
	size   atomic.Int64 // bytes that the last render printed: what the next one makes room for
}

// templateCache holds the templates that a loader gave, by name and source.
type templateCache struct {
	mu    sync.Mutex
	known map[string]*Template
}

const maxCached = 2000

func parseTemplate(e *Env, name, text string, line int) (*Template, error) {
	src := newSource(text, line, e.lex.keepNewline)
	tree, err := parseSource(name, src, e.lex)
	if err != nil {
		return nil, err
	}
	u := &unit{env: e, name: name, source: text, src: src, tree: tree, blocks: map[string]*blockCode{}}
	if err := compileUnit(u); err != nil {
		return nil, err
	}
	for _, n := range tree {
		if m, ok := n.(*macroNode); ok {
			u.macros = append(u.macros, newMacro(u, m))
		}
	}
	return &Template{u}, nil
}

// load gives the template of a name through the loader.
func (e *Env) load(name string) (*Template, error) {
	if e.loader == nil {
		return nil, Raise(kindType, "no loader for this environment specified")
	}
	text, err := e.loader(name)
	if err != nil {
		return nil, &Error{Kind: kindNotFound, Message: name, Err: err}
	}
	key := name + "\x00" + text
	e.cache.mu.Lock()
	t, ok := e.cache.known[key]
	e.cache.mu.Unlock()
	if ok {
		return t, nil
	}
	if t, err = e.Parse(name, text); err != nil {
		return nil, err
	}
	e.cache.mu.Lock()
	defer e.cache.mu.Unlock()
	if e.cache.known == nil || len(e.cache.known) >= maxCached {
		e.cache.known = map[string]*Template{}
	}
	e.cache.known[key] = t
	return t, nil
}
