package jinja

import (
	"regexp"
	"strings"
)

func filterFormat(c *Call) (Value, error) {
	s, err := c.state.f.run.str(c.Args[0])
	if err != nil {
		return nil, err
	}
	var arg Value = &Tuple{Items: append([]Value(nil), c.Args[1:]...)}
	if c.NKwargs() > 0 {
		if len(c.Args) > 1 {
			return nil, Raise(kindArgument, "can't handle positional and keyword arguments at the same time")
		}
		arg = c.Kwargs
	}
	out, err := percentFormat(c.state.f.run, s, arg)
	if err != nil {
		return nil, err
	}
	formatted, _ := text(out)
	return likeSubject(c.Args[0], formatted), nil
}

func filterIndent(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_indent", 1, 0, "width", "first", "blank")
	if err != nil {
		return nil, err
	}
	indent, ok := text(or(a[0], int64(4)))
	if !ok {
		n, err := intArg(or(a[0], int64(4)), 4)
		if err != nil {
			return nil, err
		}
		if n > maxWidth {
			return nil, Raise(kindMemory, "an indentation is too wide")
		}
		indent = strings.Repeat(" ", max(0, n))
	}
	s, isText := text(c.Args[0])
	if _, isList := c.Args[0].(*List); isList {
		return nil, Raise(kindAttribute, "'list' object has no attribute 'splitlines'")
	}
	if !isText {
		return nil, operandError("+", c.Args[0], "\n")
	}
	lines, err := splitLinesOf(c.state, s+"\n")
	if err != nil {
		return nil, err
	}
	if err := c.state.spend(1, len(s)+len(indent)*len(lines)); err != nil {
		return nil, err
	}
	out := indentLines(lines, indent, Truth(or(a[2], false)))
	if Truth(or(a[1], false)) {
		out = indent + out
	}
	return likeSubject(c.Args[0], out), nil
}

func splitLinesOf(st *State, s string) ([]string, error) {
	v, err := strSplitLines(s, &Call{state: st})
	if err != nil {
		return nil, err
	}
	items := v.(*List).Items
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i], _ = text(item)
	}
	return lines, nil
}

func indentLines(lines []string, indent string, blank bool) string {
	if blank {
		return strings.Join(lines, "\n"+indent)
	}
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = indent + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

func filterTruncate(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_truncate", 1, 0, "length", "killwords", "end", "leeway")
	if err != nil {
		return nil, err
	}
	size, err := intArg(a[0], 255)
	if err != nil {
		return nil, err
	}
	end, err := strArg(or(a[2], "..."), "truncate")
	if err != nil {
		return nil, err
	}
	if or(a[3], nil) == nil {
		a[3] = missing{}
	}
	leeway, err := intArg(a[3], 5)
	if err != nil {
		return nil, err
	}
	if size < runeLen(end) {
		return nil, Raise("AssertionError", "expected length >= %d, got %d", runeLen(end), size)
	}
	if leeway < 0 {
		return nil, Raise("AssertionError", "expected leeway >= 0, got %d", leeway)
	}
	if n, ok := length(c.Args[0]); ok && n <= size+leeway {
		return c.Args[0], nil
	}
	s, err := strArg(c.Args[0], "truncate")
	if err != nil {
		return nil, err
	}
	runes := []rune(s)
	kept := string(runes[:size-runeLen(end)])
	if !Truth(or(a[1], false)) {
		if i := strings.LastIndexByte(kept, ' '); i >= 0 {
			kept = kept[:i]
		}
	}
	return likeSubject(c.Args[0], kept+end), nil
}

func filterCenter(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_center", 1, 0, "width")
	if err != nil {
		return nil, err
	}
	width, err := indexArg(a[0], 80)
	if err != nil {
		return nil, err
	}
	s, err := c.state.f.run.str(c.Args[0])
	if err != nil {
		return nil, err
	}
	out, err := pad(c.state, s, width, " ", "center")
	return likeSubject(c.Args[0], out), err
}

func filterWordCount(c *Call) (Value, error) {
	s, err := c.state.f.run.str(c.Args[0])
	if err != nil {
		return nil, err
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r != '_' && !runeIs("isalnum", r) })
	return smallInt(len(words)), c.state.spend(0, len(s))
}

var (
	tagPattern     = regexp.MustCompile(`(?s)<!--.*?-->|<.*?>`)
	wrapPattern    = regexp.MustCompile(`\s+|[^\s]+`)
	attrKeyPattern = regexp.MustCompile(`[\s/>=]`)
)

func filterStripTags(c *Call) (Value, error) {
	s := tagPattern.ReplaceAllString(Str(c.Args[0]), "")
	s = strings.Join(strings.FieldsFunc(s, isSpace), " ")
	return htmlUnescape(s), c.state.spend(0, len(s))
}

// filterWordWrap breaks lines at blanks, and long words at the width.
func filterWordWrap(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_wordwrap", 1, 0, "width", "break_long_words", "wrapstring", "break_on_hyphens")
	if err != nil {
		return nil, err
	}
	if u, ok := c.Args[0].(*Undefined); ok {
		return nil, u.err()
	}
	s, ok := text(c.Args[0])
	if !ok {
		return nil, Raise(kindAttribute, "'%s' object has no attribute 'splitlines'", typeName(c.Args[0]))
	}
	width, err := intArg(a[0], 79)
	if err != nil {
		return nil, err
	}
	if width <= 0 && s != "" {
		return nil, Raise(kindValue, "invalid width %d (must be > 0)", width)
	}
	sep := "\n"
	if w := or(a[2], nil); w != nil {
		sep = Str(w)
	}
	lines, err := splitLinesOf(c.state, s)
	if err != nil {
		return nil, err
	}
	wrapper := wrap{width: width, long: Truth(or(a[1], true)), hyphens: Truth(or(a[3], true))}
	var out []string
	for _, line := range lines {
		out = append(out, strings.Join(wrapper.lines(line), sep))
	}
	return joinText(c.state, sep, out)
}

// wrap is Python's textwrap with expand_tabs and replace_whitespace off.
type wrap struct {
	width         int
	long, hyphens bool
}

func (w wrap) lines(line string) []string {
	chunks := w.chunks(line)
	var out []string
	for len(chunks) > 0 {
		var cur []string
		size := 0
		if len(out) > 0 && strings.TrimFunc(chunks[0], isSpace) == "" {
			chunks = chunks[1:]
		}
		for len(chunks) > 0 && size+runeLen(chunks[0]) <= w.width {
			cur = append(cur, chunks[0])
			size += runeLen(chunks[0])
			chunks = chunks[1:]
		}
		if len(chunks) > 0 && runeLen(chunks[0]) > w.width {
			cur, chunks = w.breakLong(cur, chunks, size)
		}
		if n := len(cur); n > 0 && strings.TrimFunc(cur[n-1], isSpace) == "" {
			cur = cur[:n-1]
		}
		if len(cur) > 0 {
			out = append(out, strings.Join(cur, ""))
		}
	}
	return out
}

// breakLong takes what fits of a chunk that is wider than a line.
func (w wrap) breakLong(cur, chunks []string, size int) ([]string, []string) {
	if !w.long {
		if len(cur) == 0 {
			return chunks[:1:1], chunks[1:]
		}
		return cur, chunks
	}
	room := max(1, w.width-size)
	runes := []rune(chunks[0])
	if w.hyphens {
		head := string(runes[:min(room, len(runes))])
		if i := strings.LastIndexByte(head, '-'); i > 0 && strings.Trim(head[:i], "-") != "" {
			room = runeLen(head[:i+1])
		}
	}
	cur = append(cur, string(runes[:room]))
	chunks = append([]string{string(runes[room:])}, chunks[1:]...)
	return cur, chunks
}

func (w wrap) chunks(line string) []string {
	words := wrapPattern.FindAllString(line, -1)
	if !w.hyphens {
		return words
	}
	var out []string
	for _, word := range words {
		out = append(out, splitHyphens(word)...)
	}
	return out
}

// splitHyphens cuts a compound word behind each hyphen that stands between letters.
func splitHyphens(word string) []string {
	var out []string
	runes, from := []rune(word), 0
	for i := 2; i+2 < len(runes); i++ {
		if runes[i] == '-' && letters(runes[i-2:i]) && letters(runes[i+1:i+3]) {
			out = append(out, string(runes[from:i+1]))
			from = i + 1
		}
	}
	return append(out, string(runes[from:]))
}

func letters(rs []rune) bool {
	for _, r := range rs {
		if !runeIs("isalpha", r) && r != '_' {
			return false
		}
	}
	return true
}
