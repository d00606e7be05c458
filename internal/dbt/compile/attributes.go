package compile

import "scv/jinja"

// attributes is an object whose attributes are a dict's entries.
type attributes struct {
	name string
	dict *jinja.Dict
}

// Attr gives an entry, whatever its case.
func (a *attributes) Attr(name string) (jinja.Value, bool) {
	if name == "get" {
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if v, ok := a.dict.GetStr(jinja.Str(c.Arg(0, "key", ""))); ok {
				return v, nil
			}
			return c.Arg(1, "default", nil), nil
		}), true
	}
	return a.dict.GetStr(name)
}

// TypeName is the class name in messages.
func (a *attributes) TypeName() string { return a.name }
