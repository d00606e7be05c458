package jinja_test

import (
	"fmt"
	"strings"
)

// block writes {% inside %}, with marks for white space now and then.
func (g *grammar) block(inside string) string {
	mark := func() string {
		if g.chance(85) {
			return ""
		}
		return g.pick("-", "-", "+")
	}
	right := mark()
	if right == "+" && g.chance(50) {
		right = ""
	}
	return "{%" + mark() + " " + inside + " " + right + "%}"
}

func (g *grammar) text() string {
	return g.pick("", "", " ", "text ", "\n", "  \n  ", "a\n\n b", "select *\n", "\t", "{# note #}", "{#- note -#}", "'q\"", "é", "%}", "}} ", "#", "{ ", "select {x}\n", "{{ n }}", "{# a #}{# b -#} ")
}

func (g *grammar) template(depth int) string {
	var b strings.Builder
	for range 1 + g.r.IntN(3) {
		b.WriteString(g.text())
		if depth > 0 && g.chance(60) {
			b.WriteString(g.statement(depth - 1))
			continue
		}
		switch g.r.IntN(12) {
		case 0:
			b.WriteString(g.block(fmt.Sprintf("set %s = %s", g.pick("n", "x", "l", "y", "x, y", "ns.v"), g.expr(2))))
		case 1:
			b.WriteString(g.block("do " + g.expr(2)))
		case 2:
			fmt.Fprintf(&b, "{{- %s -}}", g.expr(2))
		default:
			fmt.Fprintf(&b, "{{ %s }}", g.expr(2+g.r.IntN(2)))
		}
	}
	b.WriteString(g.text())
	return b.String()
}

func (g *grammar) statement(depth int) string {
	body := func() string { return g.template(depth) }
	around := func(head, inside, tail string) string { return g.block(head) + inside + g.block(tail) }
	switch g.r.IntN(16) {
	case 0, 1:
		return g.condition(depth)
	case 2, 3, 4:
		return g.loop(depth)
	case 5, 6:
		return g.macro(depth)
	case 7:
		return around("set "+g.pick("x", "y", "s")+g.pick("", "", " | upper", " | trim | length"), body(), "endset")
	case 8:
		return around("filter "+g.pick("upper", "trim", "replace('a', 'b')", "indent(2)", "e"), body(), "endfilter")
	case 9:
		return around("with "+g.pick("", "x = "+g.expr(1), "x = "+g.expr(1)+", y = x", "n = n, l = [n]"), body(), "endwith")
	case 10:
		return around("raw", g.pick("{{ x }}", "{% if %}", " {# c #} ", "plain"), "endraw")
	case 11:
		return around("autoescape "+g.pick("true", "false", "t"), body(), "endautoescape")
	case 12:
		return g.block("set ns = namespace(v="+g.expr(1)+")") + around("for i in "+g.expr(1), g.block("set ns.v = "+g.pick("i", "ns.v ~ i", "n")), "endfor") + "{{ ns.v }}"
	case 13:
		return g.load()
	case 14:
		return around("block "+g.pick("b1", "b2", "b3")+fmt.Sprint(g.r.IntN(1000000)), body(), "endblock")
	}
	return around("call"+g.pick("", "(a)", "(a, b=2)")+" "+g.pick("m", "lib.called", "nope")+"("+g.arguments()+")", body()+g.pick("", "{{ a }}", "{{ b }}"), "endcall")
}

func (g *grammar) condition(depth int) string {
	s := g.block("if "+g.expr(2)) + g.template(depth)
	if g.chance(30) {
		s += g.block("elif "+g.expr(1)) + g.template(depth)
	}
	if g.chance(50) {
		s += g.block("else") + g.template(depth)
	}
	return s + g.block("endif")
}

func (g *grammar) loop(depth int) string {
	target := g.pick("x", "x", "i", "a, b", "(a, b)", "k, v", "n")
	over := g.pick(g.expr(1), g.expr(1), "d.items()", "d|dictsort", "users", "l", "l|batch(2)", "range(3)", "s", "[(1, 2), (3, 4)]")
	head := "for " + target + " in " + over
	if g.chance(20) {
		head += " if " + g.pick("x", "loop is defined", g.expr(1), "true", "x != 1")
	}
	recursive := g.chance(12)
	if recursive {
		head += " recursive"
	}
	g.loops++
	body := g.template(depth) + g.pick("", "{{ x }}", "{{ loop.index }}", "{{ loop.index0 }}/{{ loop.length }}", "{{ loop.first }}{{ loop.last }}", "{{ loop.revindex }}", "{{ loop.revindex0 }}",
		"{{ loop.cycle('o', 'e') }}", "{{ loop.previtem }}", "{{ loop.nextitem }}", "{{ loop.changed(x) }}", "{{ loop.depth }}", "{{ a }}", "{{ i }}", "{{ ', ' if not loop.last }}", "{{ loop }}")
	if recursive && g.chance(60) {
		body += "{{ loop([]) }}"
	}
	if g.chance(12) {
		body += g.block("if "+g.pick("loop.index > 1", "x", "loop.first")) + g.block(g.pick("break", "continue")) + g.block("endif")
	}
	g.loops--
	tail := ""
	if g.chance(25) {
		tail = g.block("else") + g.template(depth)
	}
	return g.block(head) + body + tail + g.block("endfor")
}

func (g *grammar) macro(depth int) string {
	name := g.pick("m", "m", "k")
	params := g.pick("", "x", "x, y=1", "x, y=x", "x=none, q='Q'", "a, b, c=3", "x, y="+g.expr(1))
	g.calls++
	body := g.template(depth) + g.pick("", "{{ x }}", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller else 'none' }}", "{{ caller(1) }}", "{{ varargs|length }}{{ kwargs|dictsort }}", "{{ y }}")
	g.calls--
	call := "{{ " + name + "(" + g.arguments() + ") }}"
	switch g.r.IntN(5) {
	case 0:
		call = "{{ " + name + "." + g.pick("name", "arguments", "catch_kwargs", "catch_varargs", "caller") + " }}"
	case 1:
		call = g.block("call"+g.pick("", "(u)")+" "+name+"("+g.arguments()+")") + "[" + g.text() + g.pick("{{ u }}", "") + "]" + g.block("endcall")
	case 2:
		call = g.block("set r = "+name+"("+g.arguments()+")") + "{{ r|trim }}{{ r is string }}"
	}
	return g.block("macro "+name+"("+params+")") + body + g.block("endmacro") + call
}

// load writes an import, include or use of the libraries of randomLibs.
func (g *grammar) load() string {
	return g.pick(
		g.block("import 'lib' as lib")+"{{ lib.hello("+g.expr(1)+") }}{{ lib.value }}",
		g.block("from 'lib' import hello, value as w")+"{{ hello(w) }}{{ w }}",
		g.block("from 'lib' import hello"+g.pick("", " with context", " without context"))+"{{ hello(n) }}",
		g.block("import 'lib' as lib with context")+"{{ lib.seen() }}",
		g.block("from 'lib' import nothere")+"{{ nothere }}",
		g.block("include 'part'"), g.block("include 'part' without context"), g.block("include 'absent' ignore missing"), g.block("include ['absent', 'part']"),
		g.block("include "+g.pick("'absent'", "n", "'pa' ~ 'rt'")),
		g.block("import 'lib' as lib")+g.block("call lib.called("+g.expr(1)+")")+"{{ n }}"+g.block("endcall"),
	)
}

// child writes a template that extends one of the libraries.
func (g *grammar) child(depth int) string {
	s := g.text() + g.block("extends "+g.pick("'base'", "'middle'", "'ba' ~ 'se'"))
	for _, name := range []string{"head", "body", "foot"} {
		if g.chance(60) {
			s += g.text() + g.block("block "+name+g.pick("", "", " scoped")) + g.template(depth) + g.pick("", "{{ super() }}", "{{ self.head() }}", "{{ super.super() }}") + g.block("endblock"+g.pick("", " "+name))
		}
	}
	return s
}

func randomLibs() map[string]string {
	return map[string]string{
		"lib": "{% macro hello(who, greeting='hi') %}{{ greeting }} {{ who }}{% endmacro %}{% set value = 'v' %}{% set _private = 1 %}" +
			"{% macro seen() %}{{ n }}|{{ x }}{% endmacro %}{% macro called(a) %}<{{ a }}:{{ caller() }}>{% endmacro %}",
		"part":   "[part {{ n }} {{ x }}{% set x = 'inner' %}]",
		"base":   "B{% block head %}H{{ n }}{% endblock %}-{% block body %}{% for i in [1, 2] %}{% block item scoped %}{{ i }}{% endblock %}{% endfor %}{% endblock %}-{% block foot %}F{% endblock %}\n",
		"middle": "{% extends 'base' %}{% block body %}M{{ super() }}{% endblock %}{% block foot required %}{% endblock %}",
	}
}
