package project

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ShippedFile holds, beside the project, the digests of the files as they were written
// out: one that has its digest still was edited by nobody.
const ShippedFile = ".shipped"

const shippedHead = "# What scv wrote, file by file: `scv init --refresh` brings up to date what nobody has edited since.\n"

var shippedLine = regexp.MustCompile(`^([0-9a-f]{16})  (\S.*)$`)

// Shipped is the digest of each file by its path, as it was written out.
type Shipped map[string]string

// ReadShipped reads a ShippedFile. A line that says nothing is left out: its file counts
// as edited.
func ReadShipped(text []byte) Shipped {
	s := Shipped{}
	for line := range strings.Lines(string(text)) {
		if m := shippedLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			s[m[2]] = m[1]
		}
	}
	return s
}

// Note notes a file as it was written out, and says whether that is news.
func (s Shipped) Note(f File) bool {
	d := digest(string(f.Content))
	if s[f.Path] == d {
		return false
	}
	s[f.Path] = d
	return true
}

// Untouched says whether a file is what was written out, be it by another version of
// this program. Line ends do not count.
func (s Shipped) Untouched(f File) bool { return s[f.Path] == digest(unix(f.Content)) }

// Same says whether two files say the same. Line ends do not count.
func Same(a, b []byte) bool { return unix(a) == unix(b) }

func unix(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }

// Text is what ReadShipped reads.
func (s Shipped) Text() []byte {
	var b strings.Builder
	b.WriteString(shippedHead)
	for _, path := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%s  %s\n", s[path], path)
	}
	return []byte(b.String())
}
