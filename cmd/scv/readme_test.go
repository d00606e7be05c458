package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write README's output blocks again")

// What README shows of the example company is what its commands print, of the
// day that stands in the block; only how long they took may differ.
func TestReadmeShowsWhatTheCommandsPrint(t *testing.T) {
	const path = "../../README.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, dir := string(readme), t.TempDir()
	const people = "examples/febrl/data"
	if err := os.CopyFS(filepath.Join(dir, people), os.DirFS("../../"+people)); err != nil {
		t.Fatal(err)
	}
	for _, block := range []struct{ name, args string }{
		{"scv demo", "demo --dir demo --as-of 2026-11-24"},
		{"scv customer search", "customer search anna --limit 5 --dir demo"},
		{"scv identity dedupe", "identity dedupe " + people + "/febrl3.csv --id rec_id --out clusters.csv"},
		{"scv identity evaluate", "identity evaluate clusters.csv --truth " + people + `/febrl3.csv --id rec_id --entity rec_id --entity-pattern rec-(\d+)`},
	} {
		printed := runIn(t, dir, strings.Fields(block.args)...)
		head, rest, ok := strings.Cut(text, "<!-- output: "+block.name+" -->\n")
		shown, tail, ended := strings.Cut(rest, "<!-- end -->")
		if !ok || !ended {
			t.Fatalf("README.md has no block <!-- output: %s -->", block.name)
		}
		want := "```\n" + strings.Trim(printed, "\n") + "\n```\n"
		if !*update && untimed(shown) != untimed(want) {
			t.Errorf("README shows of %s\n%s\nit prints\n%s\n(go test ./cmd/scv -run TestReadme -update)", block.name, shown, want)
		}
		text = head + "<!-- output: " + block.name + " -->\n" + want + "<!-- end -->" + tail
	}
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func untimed(s string) string {
	return regexp.MustCompile(`\(([0-9]+ min )?[0-9.]+ m?s\)`).ReplaceAllString(s, "(TIME)")
}

// runIn runs scv, which testscript.Main puts on the path, and gives what it prints.
func runIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errors bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "scv", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errors
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	if err := cmd.Run(); err != nil {
		t.Fatalf("scv %s: %v\n%s", strings.Join(args, " "), err, errors.String())
	}
	return out.String()
}
