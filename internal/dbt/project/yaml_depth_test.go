package project

import (
	"strings"
	"testing"
)

func TestDeepYAMLIsRefusedWithItsLine(t *testing.T) {
	for name, text := range map[string]string{
		"brackets": "a: 1\n" + strings.Repeat("[", 100_000),
		"braces":   "a: 1\nb: " + strings.Repeat("{a: ", 50_000),
		"lists":    "a: 1\n" + strings.Repeat("- ", 50_000),
		"keys":     "a: 1\n" + strings.Repeat("? ", 50_000),
		"closed":   "a: 1\nb: " + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000),
	} {
		if line := TooDeep([]byte(text)); line != 2 {
			t.Errorf("%s: line %d", name, line)
		}
		if _, err := ParseYAML([]byte(text)); err == nil || !strings.Contains(err.Error(), "nested") {
			t.Errorf("%s: %v", name, err)
		}
	}
	usual := strings.Repeat("a:\n  - {b: [c, {d: e}]}\n  - - x\n    - \"[\"\n", 500)
	if line := TooDeep([]byte(usual)); line != 0 {
		t.Errorf("usual YAML is refused on line %d", line)
	}
}
