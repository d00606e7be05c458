package term

import (
	"io"
	"os"
)

// Style says how text may be dressed up.
type Style struct {
	Colour bool // ANSI colours are understood and wanted
	Live   bool // lines can be drawn again in place
	Width  int  // columns that a table has; 0 = as many as it takes, as in a file
}

// StyleFor is the style for a stream: dressed up on a terminal, plain elsewhere.
// noColour is what the user asks for (NO_COLOR).
func StyleFor(w io.Writer, noColour bool) Style {
	terminal := isTerminal(w)
	s := Style{Colour: terminal && !noColour, Live: terminal}
	if f, ok := w.(*os.File); ok && terminal {
		s.Width = columns(f)
	}
	return s
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}

// State is how something stands; it always has a shape and a colour, and the
// caller adds the word.
type State uint8

// The states.
const (
	None State = iota // nothing known
	Good
	Watch
	Bad
)

// Mark is the state's shape, in its colour where there is colour.
func (s Style) Mark(state State) string {
	shapes := [...]string{"·", "✓", "!", "✗"}
	colours := [...]string{"90", "32", "33", "31"}
	return s.dress(shapes[state], colours[state])
}

// Strong is text that leads.
func (s Style) Strong(text string) string { return s.dress(text, "1") }

// Dim is text that stands back.
func (s Style) Dim(text string) string { return s.dress(text, "2") }

func (s Style) dress(text, code string) string {
	if !s.Colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
