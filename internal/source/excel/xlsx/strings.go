package xlsx

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// texts is the table of shared strings: one block of bytes, not a string each.
type texts struct {
	data []byte
	ends []int
}

func (t *texts) add(s string) {
	t.data = append(t.data, s...)
	t.ends = append(t.ends, len(t.data))
}

// get gives text i, and whether there is one.
func (t *texts) get(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	start := 0
	if i > 0 {
		start = t.ends[i-1]
	}
	return string(t.data[start:t.ends[i]]), true
}

func (b *Book) readStrings(part string) error {
	var r richText
	return b.parts.scan(part, func(s *scanner) error {
		switch {
		case s.is("si") && s.kind == empty:
			b.strings.add("")
		case s.is("si"):
			r = richText{}
		case s.ends("si"):
			b.strings.add(r.text())
		default:
			return r.take(s)
		}
		if len(b.strings.data) > maxTexts {
			return tooMuch(b.parts.name, "its texts are more than 1 GiB")
		}
		return nil
	})
}

// A table of shared strings is kept in memory: beyond this it is no workbook's.
// One cell holds 32,767 characters at most.
const (
	maxTexts = 1 << 30
	maxText  = 1 << 22
)

var errText = errors.New("a text of more than 4 MiB in one cell")

// richText joins the runs of one text and leaves out its phonetic reading.
type richText struct {
	out      strings.Builder
	inText   bool
	keep     bool // xml:space="preserve"
	phonetic int
}

func (r *richText) take(s *scanner) error {
	switch {
	case s.is("rPh") && s.kind == open:
		r.phonetic++
	case s.ends("rPh"):
		r.phonetic--
	case s.is("t") && s.kind == open:
		r.inText, r.keep = true, string(s.attr("xml:space")) == "preserve"
	case s.ends("t") && r.inText:
		r.inText = false
		if r.phonetic == 0 {
			r.out.WriteString(plainText(s.unescape(s.text), r.keep))
		}
	}
	if r.out.Len() > maxText {
		return contentError{errText}
	}
	return nil
}

func (r *richText) text() string { return r.out.String() }

// plainText resolves _x000D_ escapes; outer blanks count only where they are
// asked to be preserved.
func plainText(text []byte, keep bool) string {
	if !keep {
		text = bytes.Trim(text, " \t\r\n")
	}
	if !bytes.Contains(text, []byte("_x")) {
		return string(text)
	}
	return unescapeControl(string(text))
}

// unescapeControl turns _xHHHH_ into its character; _x005F_ protects an
// underscore that only looks like one.
func unescapeControl(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || len(s) < i+7 {
			b.WriteString(s)
			return b.String()
		}
		code, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || s[i+6] != '_' {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(code))
		s = s[i+7:]
	}
}
