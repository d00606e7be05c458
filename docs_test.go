package scv_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scv"
)

var update = flag.Bool("update", false, "write the generated pages again")

const codesPage = "docs/reference/codes.md"

func TestDocsCodesPageIsFresh(t *testing.T) {
	want := codesText(scv.Catalogue())
	if *update {
		if err := os.WriteFile(codesPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, codesPage) != want {
		t.Errorf("%s is stale: type `make docs`", codesPage)
	}
}

func codesText(catalogue []scv.CodeInfo) string {
	var b strings.Builder
	b.WriteString("# Error codes\n\nWritten from the catalogue (`make docs`); a code never changes its meaning. Codes of rows and values\n" +
		"(quarantine) never end a command by themselves.\n\n| code | what happened | why | what to do | exit |\n|---|---|---|---|---|\n")
	for _, c := range catalogue {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %d |\n", c.Code, cellText(c.Title), cellText(c.Cause), cellText(c.Fix), c.Exit)
	}
	return b.String()
}

func cellText(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// A code is of use only whole: what happened, why, what to do, and an exit code
// of the contract.
func TestDocsEveryCodeIsWhole(t *testing.T) {
	form := regexp.MustCompile(`^SCV-[A-Z]\d{3}$`)
	exits := map[int]bool{
		scv.ExitOK: true, scv.ExitInternal: true, scv.ExitUsage: true, scv.ExitVerdict: true,
		scv.ExitGate: true, scv.ExitDenied: true, scv.ExitUnusable: true, scv.ExitInterrupted: true,
	}
	seen := map[scv.Code]bool{}
	for _, c := range scv.Catalogue() {
		switch {
		case !form.MatchString(string(c.Code)):
			t.Errorf("%s: a code is SCV-, a letter and three digits", c.Code)
		case seen[c.Code]:
			t.Errorf("%s stands twice in the catalogue", c.Code)
		case c.Title == "" || c.Cause == "" || c.Fix == "":
			t.Errorf("%s lacks its title, cause or fix", c.Code)
		case !exits[c.Exit]:
			t.Errorf("%s ends with %d, which is no exit code of ours", c.Code, c.Exit)
		}
		seen[c.Code] = true
	}
}

// Every code constant is in the catalogue: else a user meets a code without help.
func TestDocsEveryDeclaredCodeIsInTheCatalogue(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^\s*Code\w+\s+(?:Code\s+)?= "(SCV-\w+)"`)
	files, err := filepath.Glob("codes*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no codes*.go", err)
	}
	for _, file := range files {
		for _, m := range declared.FindAllStringSubmatch(read(t, file), -1) {
			if _, ok := scv.Lookup(scv.Code(m[1])); !ok {
				t.Errorf("%s: %s is not in the catalogue", file, m[1])
			}
		}
	}
}

func TestDocsDependenciesHaveAReason(t *testing.T) {
	page := read(t, "docs/decisions/dependencies.md")
	required := regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/?\S*) (v\S+)(.*)$`)
	versions := map[string]string{}
	for _, m := range required.FindAllStringSubmatch(read(t, "go.mod"), -1) {
		versions[m[1]] = m[2]
		if !strings.Contains(m[3], "// indirect") && !strings.Contains(page, "| `"+m[1]+"` |") {
			t.Errorf("%s has no line in docs/decisions/dependencies.md", m[1])
		}
	}
	lines := regexp.MustCompile("(?m)^\\| `(\\S+)` \\| (\\S+) \\| (\\S+) \\| (.+) \\|$").FindAllStringSubmatch(page, -1)
	if len(lines) < 5 {
		t.Fatalf("only %d lines were read", len(lines))
	}
	for _, m := range lines {
		if versions[m[1]] != m[2] {
			t.Errorf("dependencies.md says %s %s, go.mod %q", m[1], m[2], versions[m[1]])
		}
	}
}

// A decision has a number, and a page for why and what else was thought of.
func TestDocsDecisionsAreListedAndWhole(t *testing.T) {
	pages, err := filepath.Glob("docs/decisions/0*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no decisions", err)
	}
	index := read(t, "docs/decisions/README.md")
	for i, page := range pages {
		text, base := read(t, page), filepath.Base(page)
		if !strings.HasPrefix(base, fmt.Sprintf("%04d-", i+1)) || !strings.HasPrefix(text, "# "+base[:4]+" ") {
			t.Errorf("%s: numbers have no gap, and stand in the title", page)
		}
		for _, part := range []string{"**Why.**", "**Instead of.**", "**What follows.**"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s has no %s", page, part)
			}
		}
		if !strings.Contains(index, "("+base+")") {
			t.Errorf("docs/decisions/README.md does not list %s", base)
		}
	}
}

func TestDocsChangelogEntriesHaveTheirForm(t *testing.T) {
	entries, err := filepath.Glob("changelog/unreleased/*.md")
	if err != nil || len(entries) < 2 {
		t.Fatal("no entries", err)
	}
	form := regexp.MustCompile(`^\[(FEATURE|CHANGE|FIX|SECURITY)\] \S.*\n\n\S`)
	for _, entry := range entries {
		if filepath.Base(entry) != "README.md" && !form.MatchString(read(t, entry)) {
			t.Errorf("%s: see changelog/unreleased/README.md for the form", entry)
		}
	}
}

// The picture of the architecture names every room.
func TestDocsArchitectureNamesEveryRoom(t *testing.T) {
	page := read(t, "docs/architecture.md")
	for _, r := range rooms() {
		if !strings.Contains(page, fmt.Sprintf("| %d | `%s`", r.row, strings.Replace(r.dir, ".", "scv", 1))) {
			t.Errorf("docs/architecture.md has no line for row %d, %s", r.row, r.dir)
		}
	}
}

func TestDocsLinksLeadSomewhere(t *testing.T) {
	var pages []string
	for _, glob := range []string{"*.md", "docs/*.md", "docs/*/*.md", "changelog/*/*.md", "examples/*/*.md"} {
		found, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	link := regexp.MustCompile(`\]\(([^)#: ]+)(#[^)]*)?\)`)
	for _, page := range pages {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
