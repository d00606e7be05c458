package jinja

import (
	"slices"
	"strings"
)

// scope is Jinja2's Context: where names are looked up that no scope of the
// template binds.
type scope struct {
	env    *Env
	given  *Dict // variables of Render, or globals of Bind
	more   func(name string) (Value, bool)
	vars   *Dict // assigned at the top level of the template
	public []string
	blocks map[string][]*blockCode
	parent *unit // set by {% extends %}
}

func (c *scope) resolve(name string) Value {
	if c.vars != nil {
		if v, ok := c.vars.GetStr(name); ok {
			return v
		}
	}
	if c.given != nil {
		if v, ok := c.given.GetStr(name); ok {
			return v
		}
	}
	if c.more != nil {
		if v, ok := c.more(name); ok {
			return v
		}
	}
	if v, ok := c.env.globals.GetStr(name); ok {
		return v
	}
	return missing{}
}

// assign binds a name at the top level; exported names are seen by importers.
func (c *scope) assign(name string, v Value, export bool) {
	if c.vars == nil {
		c.vars = &Dict{}
	}
	c.vars.Put(name, v)
	at := slices.Index(c.public, name)
	switch {
	case export && at < 0 && !strings.HasPrefix(name, "_"):
		c.public = append(c.public, name)
	case !export && at >= 0:
		c.public = slices.Delete(c.public, at, at+1)
	}
}

func (c *scope) exports() *Dict {
	out := &Dict{}
	for _, name := range c.public {
		v, _ := c.vars.GetStr(name)
		out.Put(name, v)
	}
	return out
}

// all gives every variable but the globals, as an included template sees them.
func (c *scope) all() *Dict {
	out := &Dict{}
	if c.given != nil {
		out.merge(c.given)
	}
	if c.vars != nil {
		out.merge(c.vars)
	}
	return out
}

func (c *scope) addBlock(name string, b *blockCode) {
	if c.blocks == nil {
		c.blocks = map[string][]*blockCode{}
	}
	c.blocks[name] = append(c.blocks[name], b)
}
