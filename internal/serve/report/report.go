package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"scv/internal/term"
)

//go:embed page/*.html page/style.css
var pageFiles embed.FS

// Write writes the page. The same facts give the same bytes.
func Write(w io.Writer, f *Facts) error {
	t, err := template.New("page.html").Funcs(words()).ParseFS(pageFiles, "page/*.html", "page/style.css")
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "page.html", newPage(f)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if _, err := w.Write(tidy(b.Bytes())); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// tidy takes out the blank lines and the indentation that templates leave.
func tidy(html []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(html) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// words is what templates may call.
func words() template.FuncMap {
	return template.FuncMap{
		"count": countAny, "day": day, "moment": moment, "plain": plain, "share": share, "many": many, "took": took,
		"tokens": tokens,
	}
}

// count writes a whole number with thousands apart.
func count[T int | int64](n T) string { return term.Count(int64(n)) }

// token is a word of a sentence; a whole one is never broken over two lines.
type token struct {
	Text  string
	Whole bool
}

// tokens keeps dates and other words with a hyphen in one piece.
func tokens(sentence string) []token {
	var all []token
	for _, w := range strings.Fields(sentence) {
		all = append(all, token{w, strings.ContainsRune(w, '-')})
	}
	return all
}

// countAny is count for templates.
func countAny(n any) string {
	switch x := n.(type) {
	case int:
		return count(x)
	case int64:
		return count(x)
	default:
		return fmt.Sprint(x)
	}
}
