package compile

import (
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// writeSources puts the text of config() arguments that are no constants into what
// is written of a node: two targets give one value two values, and what was
// written is the same.
func (c *Compiler) writeSources(n *graph.Node) {
	if !strings.Contains(n.RawCode, "config") {
		return
	}
	t, err := c.parse(parsing, n.File, n.RawCode, n.First)
	if err != nil {
		return // rendering told of it
	}
	t.tpl.Walk(func(node jinja.Node) {
		call, ok := node.(*jinja.CallNode)
		if !ok || call.Name != "config" || call.Macro != "" {
			return
		}
		for key, v := range call.Kwargs {
			if _, dynamic := v.(jinja.Dynamic); !dynamic {
				continue
			}
			if text := argumentText(n.RawCode, call.Line-max(n.First, 1)+1, key); text != "" {
				n.Unrendered.Put(writtenKey(canonical(key)), text)
			}
		}
	})
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
