package jinja_test

import (
	"context"
	"errors"
	"fmt"

	"scv/jinja"
)

func Example() {
	env := jinja.New()
	t, err := env.Parse("greeting.txt", "{% for p in people %}{{ p.name | upper }}{{ ', ' if not loop.last }}{% endfor %}")
	if err != nil {
		fmt.Println(err)
		return
	}
	people := jinja.NewList(jinja.NewDict("name", "Ada"), jinja.NewDict("name", "Grace"))
	out, err := t.Render(context.Background(), jinja.NewDict("people", people))
	fmt.Println(out, err)
	// Output: ADA, GRACE <nil>
}

// A filter, a test and a function are Go functions of one form.
func ExampleWithFilter() {
	env := jinja.New(
		jinja.WithFilter("shout", func(c *jinja.Call) (jinja.Value, error) {
			return jinja.Str(c.Args[0]) + jinja.Str(c.Arg(1, "mark", "!")), nil
		}),
		jinja.WithTest("short", func(c *jinja.Call) (jinja.Value, error) { return len(jinja.Str(c.Args[0])) < 4, nil }),
		jinja.WithGlobal("twice", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return jinja.NewList(c.Args[0], c.Args[0]), nil })),
	)
	t, err := env.Parse("t", "{{ 'hi' | shout(mark='?') }} {{ 'hi' is short }} {{ twice(1) }}")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Render(context.Background(), nil))
	// Output: hi? True [1, 1] <nil>
}

// point is a host object: it has attributes, a method and a text of its own.
type point struct{ x, y int64 }

func (p point) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "x":
		return p.x, true
	case "moved":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			by, _ := c.Arg(0, "by", int64(0)).(int64)
			return point{p.x + by, p.y + by}, nil
		}), true
	}
	return nil, false
}

func (p point) String() string { return fmt.Sprintf("(%d|%d)", p.x, p.y) }

func ExampleObject() {
	t, err := jinja.New().Parse("t", "{{ p }} {{ p.x }} {{ p.moved(by=2) }} {{ p.z is defined }}")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Render(context.Background(), jinja.NewDict("p", point{1, 2})))
	// Output: (1|2) 1 (3|4) False <nil>
}

// An error says where it is and which macros were running.
func ExampleError_Detail() {
	t, err := jinja.New().Parse("model.sql", "{% macro ratio(a) %}\n  {{ 1 / a }}\n{% endmacro %}\nselect {{ ratio(0) }}")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = t.Render(context.Background(), nil)
	if e, ok := errors.AsType[*jinja.Error](err); ok {
		fmt.Println(e.Detail())
	}
	// Output:
	// model.sql:2:8: ZeroDivisionError: division by zero
	//     {{ 1 / a }}
	//          ^
	//   in macro ratio, called at model.sql:4
}

// A function ends the macro that called it by a ReturnSignal; where the macro is
// bound with CatchReturn, the call has the signal's value.
func ExampleReturnSignal() {
	env := jinja.New()
	t, err := env.Parse("m", "{% macro pick(l) %}{% for x in l %}{% if x > 1 %}{{ return(x) }}{% endif %}{% endfor %}{% endmacro %}")
	if err != nil {
		fmt.Println(err)
		return
	}
	globals := jinja.NewDict("return", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		return nil, &jinja.ReturnSignal{Value: c.Arg(0, "data", nil)}
	}))
	pick := t.Macros()[0].Bind(globals, jinja.BindOptions{CatchReturn: true})
	fmt.Println(env.Call(context.Background(), pick, []jinja.Value{jinja.NewList(int64(1), int64(2), int64(3))}, nil))
	// Output: 2 <nil>
}

// Limits stop what a template may do.
func ExampleWithLimits() {
	env := jinja.New(jinja.WithLimits(jinja.Limits{Fuel: 1000}))
	t, err := env.Parse("t", "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = t.Render(context.Background(), nil)
	fmt.Println(err)
	// Output: t:1:43: LimitError: the template took more than 1000 steps
}
