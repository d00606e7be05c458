package compile

import "scv/jinja"

// relationOfFunction gives what a materialization of functions asks its relation for.
func relationOfFunction(name string) (jinja.Value, bool) {
	switch name {
	case "get_function_config":
		return jinja.Func(functionConfig), true
	case "get_function_macro_name":
		return jinja.Func(functionMacro), true
	}
	return nil, false
}

// functionMacro names the macro that makes a function: "scalar_function_sql".
func functionMacro(c *jinja.Call) (jinja.Value, error) {
	of, _ := c.Arg(0, "config", nil).(*attributes)
	if of == nil {
		return nil, jinja.Raise(raised, "get_function_macro_name takes what get_function_config gives")
	}
	kind, _ := of.dict.GetStr("type")
	language, _ := of.dict.GetStr("language")
	return jinja.Str(kind) + "_function_" + jinja.Str(language), nil
}

// functionConfig is what a materialization asks of a user-defined function.
func functionConfig(c *jinja.Call) (jinja.Value, error) {
	model, _ := c.Arg(0, "model", nil).(*jinja.Dict)
	if model == nil {
		return nil, nil
	}
	config, _ := model.GetStr("config")
	of, _ := config.(*jinja.Dict)
	out := jinja.NewDict()
	for _, key := range []string{"type", "runtime_version", "entry_point"} {
		var v jinja.Value
		if of != nil {
			v, _ = of.GetStr(key)
		}
		out.Put(key, v)
	}
	language, _ := model.GetStr("language")
	out.Put("language", language)
	return &attributes{name: "FunctionConfig", dict: out}, nil
}
