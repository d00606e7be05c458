package similarity

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// testdata/double_metaphone.tsv holds what an implementation that is none of ours gives.
func TestDoubleMetaphoneIsThePublishedOne(t *testing.T) {
	text, err := os.ReadFile("testdata/double_metaphone.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if first, second := DoubleMetaphone(fields[0]); first != fields[1] || second != fields[2] {
			t.Errorf("%q: %s, %s, not %s, %s", fields[0], first, second, fields[1], fields[2])
		}
		n++
	}
	if n < 2000 {
		t.Errorf("only %d words", n)
	}
}

// The examples of the article, and what they are examples of.
func TestDoubleMetaphoneHearsNames(t *testing.T) {
	for _, pair := range [][2]string{
		{"Smith", "Schmidt"}, {"Catherine", "Katharine"}, {"Thompson", "Tompson"}, {"Wasserman", "Vasserman"}, {"Steven", "Stephen"}, {"Xavier", "Savier"}, {"Czerny", "Cerny"},
	} {
		a1, a2 := DoubleMetaphone(pair[0])
		b1, b2 := DoubleMetaphone(pair[1])
		if a1 != b1 && a1 != b2 && a2 != b1 && a2 != b2 {
			t.Errorf("%s sounds as %s, %s, and %s as %s, %s", pair[0], a1, a2, pair[1], b1, b2)
		}
	}
	if a, b := DoubleMetaphone("1850, §!"); a != "" || b != "" {
		t.Errorf("what has no letter sounds as %q, %q", a, b)
	}
}

func TestCaseHasNoSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[A-Za-z ]{0,20}`).Draw(t, "s")
		a1, a2 := DoubleMetaphone(s)
		b1, b2 := DoubleMetaphone(strings.ToLower(s))
		if a1 != b1 || a2 != b2 {
			t.Fatalf("%s, %s; in small letters %s, %s", a1, a2, b1, b2)
		}
	})
}

func FuzzDoubleMetaphone(f *testing.F) {
	for _, s := range []string{"Schlesinger", "San Jacinto", "McHugh", "x\xff", "İĞ", "ggg", "Filipowicz", "ghi"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, second := DoubleMetaphone(s)
		for _, code := range []string{first, second} {
			if len(code) > 2*len(s) || !utf8.ValidString(code) || strings.Trim(code, "0AFHJKLMNPRSTX") != "" {
				t.Errorf("%q sounds as %q", s, code)
			}
		}
	})
}
