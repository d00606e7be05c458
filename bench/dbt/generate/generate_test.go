package generate

import (
	"maps"
	"strings"
	"testing"
)

// TestSizeIsWhatWasAskedFor counts models, seeds and tests, and holds that the
// same size gives the same project.
func TestSizeIsWhatWasAskedFor(t *testing.T) {
	size := Size{Models: 45, Tests: 140, Seeds: 3, Seed: 9}
	files := Files(size)
	models, seeds, tests := 0, 0, 0
	for name, text := range files {
		switch {
		case strings.HasPrefix(name, "models/") && strings.HasSuffix(name, ".sql"):
			models++
		case strings.HasPrefix(name, "seeds/"):
			seeds++
		case strings.HasSuffix(name, ".yml"):
			tests += strings.Count(text, "\n          - ")
		}
	}
	if models != 45 || seeds != 3 || tests != 140 {
		t.Errorf("%d models, %d seeds, %d tests", models, seeds, tests)
	}
	if !maps.Equal(files, Files(size)) {
		t.Error("the same size gives two projects")
	}
	if size.Seed++; maps.Equal(files, Files(size)) {
		t.Error("the seed chooses nothing")
	}
}
