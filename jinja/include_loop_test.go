package jinja_test

import (
	"encoding/json"
	"os"
	"testing"
)

// includeTree is what the recorded loops walk, as Python writes it.
const includeTree = "{'t': [{'n': 'a', 'c': [{'n': 'b', 'c': [{'n': 'c'}]}, {'n': 'd'}]}, {'n': 'e'}]}"

// TestIncludeInARecursiveLoop holds what a recursive loop includes, and a loop() that
// an included template calls, to what Python's Jinja2 3.1.6 printed. The recording has
// one TypeError: there `include ... without context` makes a generator of the function
// that a recursive loop is; here it prints.
func TestIncludeInARecursiveLoop(t *testing.T) {
	raw, err := os.ReadFile("testdata/include_loop.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Templates map[string]string
		Cases     []struct{ ID, Tpl, Exp, Err string }
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, c := range doc.Cases {
		t.Run(c.ID, func(t *testing.T) {
			if c.Err != "" {
				c.Exp = "" // rest.html prints x, which nothing sets
			}
			got := ours(t, job{Src: c.Tpl, Vars: includeTree, Libs: doc.Templates})
			if got.Out == nil || *got.Out != c.Exp {
				t.Errorf("%s\n got %+v\nwant %q", c.Tpl, got, c.Exp)
			}
		})
	}
}
