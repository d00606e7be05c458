package compile

import (
	"regexp"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// writeSources puts the text of config() arguments into what is written of a node:
// two targets give one value two values, and what was written is the same. A list
// or number stands there as Python prints it, a text as it is.
func (c *Compiler) writeSources(n *graph.Node) {
	if !strings.Contains(n.RawCode, "config") {
		return
	}
	t, err := c.parse(parsing, n.File, n.RawCode, n.First)
	if err != nil {
		return // rendering told of it
	}
	plain := n.Kind == graph.Model && plainCode(n.RawCode, t.tpl)
	t.tpl.Walk(func(node jinja.Node) {
		call, ok := node.(*jinja.CallNode)
		if !ok || call.Name != "config" || call.Macro != "" {
			return
		}
		for key, v := range call.Kwargs {
			if _, dynamic := v.(jinja.Dynamic); !dynamic {
				n.Unrendered.Put(writtenKey(canonical(key)), writtenValue(canonical(key), v, plain))
				continue
			}
			if text := argumentText(n.RawCode, call.Line-max(n.First, 1)+1, key); text != "" {
				n.Unrendered.Put(writtenKey(canonical(key)), pythonText(text))
			}
		}
	})
}

// plainCode says whether a template holds nothing but ref, source and config with
// constants: dbt reads such code without rendering it, and notes values.
func plainCode(code string, t *jinja.Template) bool {
	plain := !strings.Contains(code, "{%")
	t.Walk(func(node jinja.Node) {
		call, ok := node.(*jinja.CallNode)
		if !ok || call.Name != "ref" && call.Name != "source" && call.Name != "config" {
			plain = false
			return
		}
		for _, v := range call.Kwargs {
			_, dynamic := v.(jinja.Dynamic)
			plain = plain && !dynamic
		}
		for _, v := range call.Args {
			_, dynamic := v.(jinja.Dynamic)
			plain = plain && !dynamic
		}
	})
	return plain
}

func writtenValue(key string, v jinja.Value, plain bool) jinja.Value {
	_, isText := v.(string)
	switch {
	case plain && key == "tags" && isText:
		return jinja.NewList(v)
	case plain || isText:
		return v
	}
	return jinja.Repr(v)
}

var expressionToken = regexp.MustCompile(`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\w+|[=!<>]=|//|\*\*|\S`)

// pythonText is how dbt writes an expression again that it does not evaluate: one
// space after commas and around operators, texts and constants as Python has them.
func pythonText(code string) string {
	var b strings.Builder
	before := ""
	for _, tok := range expressionToken.FindAllString(code, -1) {
		if before != "" && spaced(before, tok) {
			b.WriteByte(' ')
		}
		switch tok {
		case "true", "false", "none":
			b.WriteString(strings.ToUpper(tok[:1]) + tok[1:])
		default:
			if v, err := jinja.LiteralEval(tok); err == nil && (tok[0] == '"' || tok[0] == '\'') {
				b.WriteString(jinja.Repr(v))
			} else {
				b.WriteString(tok)
			}
		}
		before = tok
	}
	return b.String()
}

func spaced(before, tok string) bool {
	switch {
	case before == "," || before == ":":
		return true
	case strings.Contains(")]},:.=", tok) || strings.Contains("([{.=", before):
		return false
	}
	return tok != "(" && tok != "["
}

// argumentText gives what stands behind `key=` in a call that begins on a line.
func argumentText(code string, line int, key string) string {
	for ; line > 1; line-- {
		_, code, _ = strings.Cut(code, "\n")
	}
	depth := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\'', '"':
			i = endOfText(code, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		default:
			if rest, ok := strings.CutPrefix(code[i:], key); ok && depth > 0 && !inWord(code, i) {
				if value, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), "="); ok {
					return strings.TrimSpace(value[:endOfArgument(value)])
				}
			}
		}
	}
	return ""
}

func inWord(code string, at int) bool {
	return at > 0 && (code[at-1] == '_' || code[at-1] >= '0' && code[at-1] <= '9' || code[at-1]|0x20 >= 'a' && code[at-1]|0x20 <= 'z')
}

// endOfArgument gives the place of the comma or bracket that ends an argument.
func endOfArgument(code string) int {
	depth := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\'', '"':
			i = endOfText(code, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(code)
}

// endOfText gives the place of the quote that ends the text that begins at a
// place, or the last place.
func endOfText(code string, at int) int {
	for i := at + 1; i < len(code); i++ {
		switch code[i] {
		case '\\':
			i++
		case code[at]:
			return i
		}
	}
	return len(code) - 1
}
