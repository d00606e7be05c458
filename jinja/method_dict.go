package jinja

// dictMethod finds a method of dict, or nil.
func dictMethod(name string) methodFunc {
	switch name {
	case "get":
		return dictGet
	case "items", "keys", "values":
		return dictViewOf(name[0])
	case "update":
		return dictUpdate
	case "setdefault":
		return dictSetDefault
	case "pop":
		return dictPop
	case "popitem":
		return dictPopItem
	case "copy":
		return func(subject Value, c *Call) (Value, error) {
			d := subject.(*Dict)
			return d.Copy(), c.state.spend(1, 48*d.Len())
		}
	case "clear":
		return func(subject Value, _ *Call) (Value, error) {
			subject.(*Dict).clear()
			return nil, nil
		}
	case "fromkeys":
		return dictFromKeys
	}
	return nil
}

// dictGet is get; a host's dict may be asked by keyword, as in config.get.
func dictGet(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "dict.get", 1, "key", "default")
	if err != nil {
		return nil, err
	}
	h, err := hashKey(a[0])
	if err != nil {
		return nil, err
	}
	if v, ok := subject.(*Dict).find(h); ok {
		return v, nil
	}
	return or(a[1], nil), nil
}

func dictViewOf(kind byte) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		if len(c.Args) > 0 {
			return nil, Raise(kindType, "a view of a dict takes no arguments (%d given)", len(c.Args))
		}
		return &dictView{subject.(*Dict), kind}, nil
	}
}

func dictUpdate(subject Value, c *Call) (Value, error) {
	d := subject.(*Dict)
	if len(c.Args) > 1 {
		return nil, Raise(kindType, "update expected at most 1 argument, got %d", len(c.Args))
	}
	before := d.Len()
	for _, v := range c.Args {
		if err := updateFrom(c.state, d, v); err != nil {
			return nil, err
		}
	}
	if c.Kwargs != nil {
		d.merge(c.Kwargs)
	}
	return nil, c.state.spend(1, 48*(d.Len()-before))
}

func dictSetDefault(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "dict.setdefault", 1, "key", "default")
	if err != nil {
		return nil, err
	}
	d := subject.(*Dict)
	h, err := hashKey(a[0])
	if err != nil {
		return nil, err
	}
	if v, ok := d.find(h); ok {
		return v, nil
	}
	v := or(a[1], nil)
	d.put(h, a[0], v)
	return v, c.state.spend(1, 48)
}

func dictPop(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "dict.pop", 1, "key", "default")
	if err != nil {
		return nil, err
	}
	d := subject.(*Dict)
	v, ok := d.Get(a[0])
	if ok {
		d.Delete(a[0])
		return v, nil
	}
	if isMissing(a[1]) {
		return nil, Raise(kindKey, "%s", Repr(a[0]))
	}
	return a[1], nil
}

func dictPopItem(subject Value, _ *Call) (Value, error) {
	d := subject.(*Dict)
	for i := len(d.entries) - 1; i >= 0; i-- {
		if e := d.entries[i]; !e.dead() {
			d.Delete(e.key)
			return NewTuple(e.key, e.value), nil
		}
	}
	return nil, Raise(kindKey, "'popitem(): dictionary is empty'")
}

func dictFromKeys(_ Value, c *Call) (Value, error) {
	a, err := positional(c, "dict.fromkeys", 1, "iterable", "value")
	if err != nil {
		return nil, err
	}
	keys, err := elements(c.state, a[0])
	if err != nil {
		return nil, err
	}
	d := &Dict{}
	for _, k := range keys {
		if err := d.Set(k, or(a[1], nil)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// mappingOf gives v as a dict when it is a mapping: a dict, or a host's object
// that says so and lists its keys.
func mappingOf(v Value) (*Dict, bool) {
	if d, ok := v.(*Dict); ok {
		return d, true
	}
	m, ok := v.(Mapping)
	if !ok || !m.IsMapping() {
		return nil, false
	}
	keys, ok := v.(Elementer)
	if !ok {
		return nil, false
	}
	ix, ok := v.(Indexer)
	if !ok {
		return nil, false
	}
	d := &Dict{}
	for _, k := range keys.Elements() {
		if item, ok := ix.Item(k); ok && d.Set(k, item) != nil {
			return nil, false
		}
	}
	return d, true
}
