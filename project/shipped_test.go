package project

import (
	"maps"
	"testing"
)

// Whatever a note holds: what is read is what is written, and a line that says nothing is
// no file.
func FuzzReadShipped(f *testing.F) {
	f.Add([]byte("# a line\n0123456789abcdef  models/a.sql\n"))
	f.Add([]byte("nothing\n  \n\r\nab  b  c\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := ReadShipped(text)
		if again := ReadShipped(s.Text()); !maps.Equal(again, s) {
			t.Errorf("%q became %q", s, again)
		}
	})
}

func TestAnUntouchedFileIsTheOneThatWasWritten(t *testing.T) {
	file := File{"models/a.sql", []byte("select 1\nfrom b\n")}
	s := Shipped{}
	if !s.Note(file) || s.Note(file) {
		t.Error("a file is news once")
	}
	for text, want := range map[string]bool{"select 1\nfrom b\n": true, "select 1\r\nfrom b\r\n": true, "select 2\nfrom b\n": false, "": false} {
		if got := s.Untouched(File{file.Path, []byte(text)}); got != want {
			t.Errorf("%q: untouched %t", text, got)
		}
	}
	if s.Untouched(File{"models/b.sql", file.Content}) {
		t.Error("a file that nobody noted is untouched")
	}
}
