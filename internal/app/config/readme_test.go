package config_test

import (
	"os"
	"strings"
	"testing"

	"scv/internal/app/config"
)

// What README shows is what a stranger pastes.
func TestConfigurationInReadmeIsRead(t *testing.T) {
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, ok := strings.Cut(string(text), "```yaml\n")
	block, _, ended := strings.Cut(block, "```")
	if !ok || !ended {
		t.Fatal("README.md has no yaml block")
	}
	c, err := config.Parse("README.md", []byte(unindent(block, "   ")))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 2 || len(c.Sources[1].Entities[0].Map) < 5 {
		t.Errorf("README's configuration was read as %+v", c.Sources)
	}
}

// So are the pages about weather and notices, and README's other blocks.
func TestConfigurationInPagesIsRead(t *testing.T) {
	for path, want := range map[string]int{"../../../README.md": 3, "../../../docs/reference/weather.md": 1, "../../../docs/reference/notify.md": 1} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		blocks := strings.Split(string(text), "```yaml\n")[1:]
		for _, block := range blocks {
			block, _, _ = strings.Cut(block, "```")
			if strings.HasPrefix(block, "   ") {
				block = unindent(block, "   ")
			}
			if _, err := config.Parse(path, []byte(block)); err != nil {
				t.Error(err)
			}
		}
		if len(blocks) != want {
			t.Errorf("%s has %d blocks, want %d", path, len(blocks), want)
		}
	}
}

func unindent(text, indent string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, indent)
	}
	return strings.Join(lines, "\n")
}
