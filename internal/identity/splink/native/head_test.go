package native

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// What is read straight on is what the general way finds.
func TestHeadsFindWhatPatternsFind(t *testing.T) {
	patterns := []string{
		`^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]`, `^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?`, `^[A-Za-z]{1,2}`, `^[^@]+`, `^[0-9]+`,
		`^[a-c]*[0-9]?x`, `^ab[0-9]{2,}c`, `^[äö]+@`, `^[a-b]+[^a-b]`, `^[^a]*`,
	}
	text := rapid.OneOf(rapid.StringMatching(`[A-Ca-cx0-2 @äö]{0,8}`), rapid.String())
	for _, pattern := range patterns {
		h, ok := readHead(pattern)
		if !ok {
			t.Errorf("%s is not read straight on", pattern)
		}
		re := regexp.MustCompile(pattern)
		rapid.Check(t, func(t *rapid.T) {
			s := text.Draw(t, "text")
			want := re.FindStringSubmatch(s)
			if got, ok := h.of(s); ok != (want != nil) || ok && got != want[0] {
				t.Fatalf("%s of %q: %q, %t; want %q", pattern, s, got, ok, want)
			}
		})
	}
	for _, pattern := range []string{`[a-c]+`, `^[a-c]+a`, `^[a-c]?[0-9]*b`, `^(a|b)c`, `^[a-c]+?`, `(?i)^ab[0-9]`, `^.+`, `^[a-z]+$`, `^`, `(`} {
		if _, ok := readHead(pattern); ok {
			t.Errorf("%s is read straight on", pattern)
		}
	}
}
