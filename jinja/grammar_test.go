package jinja_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// grammar writes random expressions and templates over the names of a context.
type grammar struct {
	r     *rand.Rand
	loops int // that stand around what is written
	calls int // macros that stand around
}

func (g *grammar) pick(options ...string) string { return options[g.r.IntN(len(options))] }

func (g *grammar) chance(percent int) bool { return g.r.IntN(100) < percent }

func (g *grammar) name() string {
	return g.pick("s", "n", "f", "t", "z", "l", "d", "users", "p", "x", "y", "nope")
}

func (g *grammar) atom() string {
	if g.chance(40) {
		return g.name()
	}
	return g.pick("1", "0", "-3", "7", "2.5", "1e20", "0.1", "100000000000000000000", "0x1f", "1_000", "'a b'", "'x'", "''", "'Ünï'", "'%s|%s'", "'a' 'b'",
		"'l1\\nl2'", "true", "false", "none", "[]", "{}", "()", "[1, 'a', none]", "(2, 1)", "(1,)", "{'k': 'v', 'a': 1}", "[[1, 2], [3]]", "range(4)",
		"range(5, 0, -2)", "d.a", "users[0].n", "l[0]", "l[-1]", "d['b']", "dict(a=1, b=[2])", "namespace(a=1).a", "'<b>&'|e", "loop.index", "varargs", "kwargs")
}

// filter writes a filter that fits anything, or some kind of value.
func (g *grammar) filter(depth int) string {
	arg := func() string { return g.expr(depth - 1) }
	switch g.r.IntN(4) {
	case 0:
		return fmt.Sprintf(g.pick("default(%s)", "d(%s, true)", "join(%s)", "replace('a', %s)", "round(%s)", "batch(2, %s)|list", "int(%s)", "float(%s)",
			"truncate(%s)", "sum(start=%s)", "map('default', %s)|list", "center(%s)", "indent(%s)", "select('equalto', %s)|list", "attr(%s)", "min(default=%s)",
			"selectattr('a', '>', %s)|list", "rejectattr('n', 'in', %s)|list", "map(attribute='a', default=%s)|list", "indent(2, %s)", "first(%s)",
			"string(%s)", "wordwrap(%s)", "format(%s)", "items(%s)|list", "unique(%s)|list", "sort(%s)"), arg())
	case 1:
		return g.pick("upper", "lower", "title", "capitalize", "trim", "trim('ab')", "striptags", "urlencode", "urlize", "escape", "safe", "forceescape", "wordcount",
			"replace('a', 'bb')", "replace('a', 'b', 1)", "truncate(5)", "truncate(5, true, '..', 0)", "indent(2, true)", "indent('> ', true, true)",
			"wordwrap(5)", "wordwrap(4, false, '/')", "center(9)", "reverse", "list|join('.')", "format('q')", "string|length", "e|e", "upper|lower|title")
	case 2:
		return g.pick("length", "count", "list", "first", "last", "join('-')", "join(', ', attribute='n')", "sort", "sort(reverse=true)", "sort(true, true)",
			"sort(attribute='a')", "sort(attribute='a,n')", "unique|list", "unique(true)|list", "unique(attribute='a')|map(attribute='n')|list", "sum",
			"sum(attribute='a')", "min", "max", "max(attribute='a')", "min(true)", "reverse|list", "map('string')|list", "map(attribute='n')|list", "select|list",
			"select('odd')|list", "reject('none')|list", "reject('in', [1, 'a'])|list", "batch(2)|list", "batch(3, 'z')|list", "slice(2)|map('list')|list",
			"slice(3, 'q')|map('list')|list", "dictsort", "dictsort(false, 'value')", "dictsort(reverse=true)", "items|list", "groupby('a')|map('first')|list",
			"groupby('n')|map('last')|map('length')|list", "groupby('a', default=0)|list|length", "map('upper')|list", "map('int')|sum", "tojson", "tojson(2)",
			"xmlattr", "xmlattr(false)", "selectattr('a')|list|length", "rejectattr('n', 'eq', 'ann')|list", "selectattr('n', 'string')|map(attribute='n')|join",
			"map('length')|list", "map('replace', 'a', 'b')|list", "list|sort|first", "string|list|last")
	}
	return g.pick("int", "float", "abs", "round", "round(1)", "round(1, 'floor')", "round(-1, 'ceil')", "round(0, 'common')|int", "filesizeformat", "filesizeformat(true)",
		"string", "int(7)", "int(base=16)", "float(1.5)", "default", "default('D')", "default('D', true)", "d", "tojson", "attr('a')", "attr('real')", "string|int", "abs|string")
}

func (g *grammar) method(depth int) string {
	if g.chance(15) {
		return fmt.Sprintf(g.pick("get(%s)", "get('a', %s)", "index(%s)", "count(%s)", "join(%s)", "split(%s)", "startswith(%s)", "append(%s)", "insert(0, %s)", "format(%s)",
			"extend(%s)", "pop(%s)", "setdefault('q', %s)", "replace(%s, 'z')", "update(%s)", "zfill(%s)", "remove(%s)", "strip(%s)", "ljust(%s)", "endswith(%s)"), g.expr(depth-1))
	}
	return g.pick("upper()", "lower()", "split()", "split('a')", "split(' ', 1)", "rsplit(' ', 1)", "rsplit(maxsplit=1)", "strip()", "lstrip('H ')", "rstrip('d')", "replace('a', 'b')",
		"replace('', '-')", "startswith('H')", "startswith(('a', 'H'))", "endswith('d')", "find('o')", "rfind('o')", "index('o')", "count('o')", "count('')", "zfill(6)",
		"ljust(8, '.')", "rjust(8)", "center(9, '*')", "swapcase()", "casefold()", "title()", "capitalize()", "isdigit()", "isalpha()", "isalnum()", "isspace()",
		"isupper()", "islower()", "istitle()", "isnumeric()", "isdecimal()", "isidentifier()", "partition(' ')", "rpartition('o')", "splitlines()", "splitlines(true)",
		"expandtabs(4)", "join(['p', 'q'])", "format(1)", "format(1, 2, a=3)", "removeprefix('He')", "removesuffix('ld')", "translate({97: 'z'})",
		"get('a')", "get('q', 7)", "keys()|list", "values()|list", "items()|list", "copy()", "pop()", "pop(0)", "pop('a')", "pop('zz', 3)", "popitem()", "update(a=9)",
		"update({'m': 1})", "setdefault('w')", "clear()", "append(5)", "extend([1])", "insert(1, 'i')", "remove(1)", "reverse()", "sort()", "sort(reverse=true)", "index(1)",
		"count(1)", "fromkeys([1, 2])", "n", "a", "c", "real", "imag", "bit_length()", "is_integer()", "conjugate()", "numerator", "_x", "items", "as_integer_ratio()")
}

func (g *grammar) test(depth int) string {
	if g.chance(25) {
		return fmt.Sprintf(g.pick("eq(%s)", "ne(%s)", "lt(%s)", "ge %s", "in(%s)", "sameas(%s)", "divisibleby(%s)", "equalto %s"), g.expr(depth-1))
	}
	return g.pick("defined", "undefined", "none", "string", "number", "mapping", "sequence", "iterable", "odd", "even", "callable", "integer", "float", "boolean", "true",
		"false", "lower", "upper", "in [1, 2]", "eq 1", "sameas none", "not none", "divisibleby 2", "escaped", "not defined", "filter", "test", "in 'abc'", "not in(l)")
}

func (g *grammar) expr(depth int) string {
	if depth <= 0 {
		return g.atom()
	}
	sub := func() string { return g.expr(depth - 1) }
	switch g.r.IntN(18) {
	case 0:
		return g.atom()
	case 1, 2, 3:
		return sub() + "|" + g.filter(depth)
	case 4, 5:
		return fmt.Sprintf("(%s).%s", sub(), g.method(depth))
	case 6:
		return fmt.Sprintf("%s %s %s", sub(), g.pick("+", "-", "*", "/", "//", "%", "~"), sub())
	case 7:
		return fmt.Sprintf("%s %s %s", sub(), g.pick("==", "!=", "<", "<=", ">", ">=", "in", "not in"), sub())
	case 8:
		return fmt.Sprintf("%s %s %s", sub(), g.pick("and", "or"), sub())
	case 9:
		if g.chance(25) {
			return fmt.Sprintf("(%s if %s)", sub(), sub())
		}
		return fmt.Sprintf("(%s if %s else %s)", sub(), sub(), sub())
	case 10:
		return g.subscript(sub)
	case 11:
		return fmt.Sprintf("(%s) is %s", sub(), g.test(depth))
	case 12:
		return g.pick("not ", "-", "+", "- -", "not not ") + sub()
	case 13:
		return fmt.Sprintf(g.pick("[%s, %s]", "(%s, %s)", "{'a': %s, 'b': %s}", "[%s] + [%s]", "(%s) < (%s) < 3", "dict(a=%s, b=%s)", "{%s|string: 1, 'k': %s}"), sub(), sub())
	case 14:
		return fmt.Sprintf("'%s' %% (%s)", g.pick("%s", "%d", "%r", "%5s|", "%-5s|", "%.1f", "%x", "%s-%s", "%05d", "%+.2e", "%g", "%c", "%%%s", "%(a)s", "%o", "%.3s", "%#x", "%i"), sub())
	case 15:
		return fmt.Sprintf("'%s'.format(%s, %s)", g.format(), sub(), sub())
	case 16:
		return fmt.Sprintf("%s ** %s", g.pick("2", "n", "-2", "f", "0.5", "10"), g.pick("2", "3", "-1", "0", "n|abs"))
	}
	return fmt.Sprintf(g.pick("(%s)|length", "[%s]|first", "cycler(1, %s).next()", "joiner(%s)()", "range(%s)|list"), sub())
}

func (g *grammar) format() string {
	spec := g.pick("", ":5", ":<6", ":>6", ":^7", ":*^9", ":05d", ":+d", ":,", ":_", ":.2f", ":8.3f", ":e", ":g", ":%", ":x", ":#b", ":o", ":c", ":.3", "!r", "!s", "!r:>8", ":d", ":n", ":,.1f", ":010", ":=+6", ": d")
	field := g.pick("", "0", "1", "0[0]", "0[a]", "0.real", "a")
	return g.pick("", "<", "{{}}") + "{" + field + spec + "}" + g.pick("", "{1}", "{}")
}

func (g *grammar) subscript(sub func() string) string {
	if g.chance(40) { // a slice of a constant is folded by Jinja2, which hides its error
		return fmt.Sprintf("%s[%s]", g.pick("s", "l", "p", "users", "(2, 1, 3)", "'abc'"), g.pick("1:", ":2", "::-1", "1:3", "::2", "-2:", ":-1", "3:0:-1", ":", "5:", "-100:100"))
	}
	return fmt.Sprintf("(%s)[%s]", sub(), g.pick("0", "-1", "'a'", "5", "'n'", "n", "s", "(0)", "none", "1.0", "true"))
}

// arguments writes what stands between the brackets of a macro's call.
func (g *grammar) arguments() string {
	var parts []string
	for range g.r.IntN(4) {
		parts = append(parts, g.expr(1))
	}
	if g.chance(30) {
		parts = append(parts, g.pick("y", "q", "x", "b")+"="+g.expr(1))
	}
	if g.chance(12) {
		parts = append(parts, g.pick("*l", "*p", "**d", "*s", "**{'y': 1}", "*[1, 2]"))
	}
	return strings.Join(parts, ", ")
}
