package project

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestScalarsAreYAML11 holds plain scalars to what Python's safe loader gives.
func TestScalarsAreYAML11(t *testing.T) {
	for text, want := range map[string]any{
		"yes": true, "No": false, "ON": true, "off": false, "true": true, "~": nil, "null": nil, "": nil,
		"010": int64(8), "0x1F": int64(31), "0b11": int64(3), "1_000": int64(1000), "-7": int64(-7), "0": int64(0),
		"1:30": int64(90), "1e3": "1e3", "1.5": 1.5, "1.0e+3": 1000.0, "1.5e3": "1.5e3", ".5": 0.5, "-.inf": math.Inf(-1),
		"08": "08", "2024-01-31": "2024-01-31", "1.2.3": "1.2.3", "'yes'": "yes", `"010"`: "010", "y": "y", "!!str 12": "12",
		"007-A": "007-A", "+49": int64(49),
	} {
		n, err := ParseYAML([]byte("k: " + text + "\n"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := n.Get("k").Any(); got != want {
			t.Errorf("%s is %#v, want %#v", text, got, want)
		}
	}
}

func TestAnchorsAndMergeKeys(t *testing.T) {
	n, err := ParseYAML([]byte("base: &b {x: 1, y: 2}\nuse:\n  y: 3\n  <<: *b\nlist: [*b, *b]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if x, y := n.Get("use").Get("x").Text(), n.Get("use").Get("y").Text(); x != "1" || y != "3" {
		t.Errorf("x %s y %s, want 1 3: the map's own key wins", x, y)
	}
	if got := n.Get("list").Items[1].Get("y").Text(); got != "2" {
		t.Errorf("second alias %q", got)
	}
}

func TestBrokenYAMLNamesItsLine(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'i'; c++ {
		fmt.Fprintf(&bomb, "%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", "))
	}
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"quote":      {"a: 1\nb: 'x\n", 2},
		"tab":        {"a:\n\tb: 1\n", 2},
		"alias":      {"a: 1\nb: *c\n", 2},
		"two":        {"--- {a: 1}\n--- {b: 1}\n", 2},
		"alias bomb": {bomb.String(), 7},
		"depth":      {"a: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseYAML([]byte(c.text))
			e, ok := errors.AsType[*SyntaxError](err)
			if !ok || e.Line != c.line {
				t.Errorf("error %v (line %d), want one in line %d", err, lineOf(e), c.line)
			}
		})
	}
}

func lineOf(e *SyntaxError) int {
	if e == nil {
		return 0
	}
	return e.Line
}

func TestNodesKeepTheirPlace(t *testing.T) {
	n, err := ParseYAML([]byte("models:\n  - name: a\n    columns:\n      - name: b\n"))
	if err != nil {
		t.Fatal(err)
	}
	col := n.Get("models").Items[0].Get("columns").Items[0]
	if diff := cmp.Diff([2]int{4, 9}, [2]int{col.Line, col.Column}); diff != "" {
		t.Errorf("place of the column (-want +got):\n%s", diff)
	}
}
