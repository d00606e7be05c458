package deps

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/dbt/project"
	"scv/jinja"

	"github.com/google/go-cmp/cmp"
)

// put writes files below a folder: name, text, name, text ...
func put(t *testing.T, dir string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		path := filepath.Join(dir, filepath.FromSlash(pairs[i]))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pairs[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func plainText(_ *project.Project, text string) (jinja.Value, error) { return text, nil }

// archive makes a .tar.gz of names and texts.
func archive(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: pairs[i], Mode: 0o644, Size: int64(len(pairs[i+1])), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// web answers addresses from a map, and nothing when it is nil.
type web map[string][]byte

func (w web) fetch(_ context.Context, url string) ([]byte, error) {
	if data, ok := w[url]; ok {
		return data, nil
	}
	return nil, errors.New("no answer")
}

func install(t *testing.T, dir string, o Options) (said []string, err error) {
	t.Helper()
	o.Dir, o.Packages, o.Render = dir, "dbt_packages", plainText
	o.Say = func(s string) { said = append(said, s) }
	if o.Hub == "" {
		o.Hub = "https://hub.example.org"
	}
	return said, Install(t.Context(), o)
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "dbt_packages"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func hub(t *testing.T) web {
	t.Helper()
	versions := map[string]any{}
	w := web{}
	for _, v := range []string{"1.0.0", "1.2.0", "1.10.0", "2.0.0", "1.11.0-rc1"} {
		url := "https://files.example.org/tools-" + v + ".tar.gz"
		versions[v] = map[string]any{"name": "tools", "downloads": map[string]any{"tarball": url}}
		w[url] = archive(t, "tools-"+v+"/dbt_project.yml", "name: tools\nversion: "+v+"\n", "tools-"+v+"/macros/m.sql", "{% macro m() %}"+v+"{% endmacro %}")
	}
	doc, err := json.Marshal(map[string]any{"versions": versions})
	if err != nil {
		t.Fatal(err)
	}
	w["https://hub.example.org/api/v1/acme/tools.json"] = doc
	return w
}

func TestPackagesComeFromFoldersWithThoseTheyNeed(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - local: parts/a\n",
		"parts/a/dbt_project.yml", "name: a\n", "parts/a/packages.yml", "packages:\n  - local: ../b\n", "parts/b/dbt_project.yml", "name: b\n")
	said, err := install(t, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Installed a (from parts/a)", "Installed b (from ../b)"}, said); diff != "" {
		t.Error(diff)
	}
}

func TestTheHubGivesTheNewestVersionThatFits(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - package: acme/tools\n    version: [\">=1.0.0\", \"<2.0.0\"]\n")
	if _, err := install(t, dir, Options{Fetch: hub(t).fetch}); err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile(filepath.Join(dir, "package-lock.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(lock), "package: acme/tools\n    version: 1.10.0\n") {
		t.Errorf("lock:\n%s", lock)
	}
	if got := versionOf(filepath.Join(dir, "dbt_packages/tools")); got != "1.10.0" {
		t.Errorf("installed %s", got)
	}
}

func TestWhatTheLockNamesIsNotFetchedAgain(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - package: acme/tools\n    version: 1.2.0\n")
	if _, err := install(t, dir, Options{Fetch: hub(t).fetch}); err != nil {
		t.Fatal(err)
	}
	said, err := install(t, dir, Options{}) // no network
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Kept tools (1.2.0)"}, said); diff != "" {
		t.Error(diff)
	}
}

func TestAVendoredPackageWorksOffline(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - package: acme/tools\n    version: \">=1.0.0\"\n", "dbt_packages/tools/dbt_project.yml", "name: tools\nversion: 1.5.0\n")
	said, err := install(t, dir, Options{Fetch: web{}.fetch})
	if err != nil || !strings.Contains(strings.Join(said, "\n"), "Kept tools (1.5.0)") {
		t.Errorf("%v, %v", said, err)
	}
	put(t, dir, "packages.yml", "packages:\n  - package: acme/tools\n    version: \">=2.0.0\"\n")
	if _, err := install(t, dir, Options{Fetch: web{}.fetch}); scv.CodeOf(err) != scv.CodeDBTPackage {
		t.Errorf("a version that is too old was kept: %v", err)
	}
}

func TestATarballCannotLeaveItsFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - tarball: https://files.example.org/x.tar.gz\n    name: x\n")
	_, err := install(t, dir, Options{Fetch: web{"https://files.example.org/x.tar.gz": archive(t, "../../out.sql", "select 1")}.fetch})
	if scv.CodeOf(err) != scv.CodeDBTPackage || !strings.Contains(err.Error(), "leads out of its folder") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(filepath.Dir(dir)), "out.sql")); err == nil {
		t.Error("it was written")
	}
}

func TestGitGivesOneRevision(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not here")
	}
	git := func(ctx context.Context, dir string, args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.Output()
		return string(out), err
	}
	repo := t.TempDir()
	run := func(args ...string) {
		if _, err := git(t.Context(), repo, args...); err != nil {
			t.Fatal(args, err)
		}
	}
	run("init", "--quiet", "--initial-branch=main")
	put(t, repo, "inner/dbt_project.yml", "name: inner\nversion: 1.0.0\n")
	run("add", ".")
	run("commit", "--quiet", "-m", "one")
	run("tag", "v1")
	put(t, repo, "inner/dbt_project.yml", "name: inner\nversion: 2.0.0\n")
	run("commit", "--quiet", "-am", "two")
	dir := t.TempDir()
	put(t, dir, "packages.yml", "packages:\n  - git: "+repo+"\n    revision: v1\n    subdirectory: inner\n")
	if _, err := install(t, dir, Options{Git: git}); err != nil {
		t.Fatal(err)
	}
	if got := versionOf(filepath.Join(dir, "dbt_packages/inner")); got != "1.0.0" {
		t.Errorf("version %s, want that of the tag", got)
	}
}

func TestWhatIsWrongIsSaidWithItsLine(t *testing.T) {
	for name, text := range map[string]string{
		"no name":      "packages:\n  - tarball: https://x.example.org/x.tar.gz\n",
		"no version":   "packages:\n  - package: acme/tools\n",
		"not a hub id": "packages:\n  - package: tools\n    version: 1.0.0\n",
		"nothing":      "packages:\n  - {}\n",
		"no folder":    "packages:\n  - local: nowhere\n",
	} {
		dir := t.TempDir()
		put(t, dir, "packages.yml", text)
		_, err := install(t, dir, Options{})
		e, ok := errors.AsType[*scv.Error](err)
		if !ok || e.Code != scv.CodeDBTPackage || e.Hint == "" || e.Subject != "packages.yml:2" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("no archive"))
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte("no tar"))
	_ = z.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		_ = unpack(data, filepath.Join(dir, "in"))
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != "in" {
				t.Errorf("%s was written outside", e.Name())
			}
		}
	})
}
