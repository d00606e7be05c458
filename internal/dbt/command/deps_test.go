package command

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hubServer answers as dbt's package hub does, with one package of two versions.
func hubServer(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("GET /api/v1/acme/tools.json", func(w http.ResponseWriter, _ *http.Request) {
		var versions []string
		for _, v := range []string{"1.0.0", "1.2.0"} {
			versions = append(versions, fmt.Sprintf(`%q: {"name": "tools", "downloads": {"tarball": "%s/tools-%s.tar.gz"}}`, v, server.URL, v))
		}
		fmt.Fprintf(w, `{"versions": {%s}}`, strings.Join(versions, ", "))
	})
	mux.HandleFunc("GET /tools-1.2.0.tar.gz", func(w http.ResponseWriter, _ *http.Request) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		files := tar.NewWriter(z)
		for name, text := range map[string]string{"tools/dbt_project.yml": "name: tools\nversion: 1.2.0\n", "tools/macros/m.sql": "{% macro m() %}1{% endmacro %}"} {
			if err := files.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
				t.Error(err)
			}
			_, _ = files.Write([]byte(text))
		}
		if err := errors.Join(files.Close(), z.Close()); err != nil {
			t.Error(err)
		}
		_, _ = w.Write(b.Bytes())
	})
	return server.URL
}

func overHTTP(t *testing.T) func(ctx context.Context, url string) ([]byte, error) {
	t.Helper()
	return func(ctx context.Context, url string) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil, errors.New(resp.Status)
		}
		return io.ReadAll(resp.Body)
	}
}

// TestTheHubIsTheOneThatIsNamed installs a package of a hub that the environment
// names, and of none when it names none: no hub's address is known to the program.
func TestTheHubIsTheOneThatIsNamed(t *testing.T) {
	url := hubServer(t)
	for _, c := range []struct {
		name, hub string
		exit      int
		said      []string
	}{
		{"named", url, 0, []string{"Installed tools (1.2.0)"}},
		{"with a slash", url + "/", 0, []string{"Installed tools (1.2.0)"}},
		{"not named", "", exitBroken, []string{"SCV-D016", "packages.yml:3", "acme/tools", "no hub is named", "DBT_PACKAGE_HUB_URL"}},
		{"without the package", url + "/elsewhere", exitBroken, []string{"SCV-D016", "packages.yml:3", "acme/tools", "404"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"dbt_project.yml": "name: shop\nprofile: shop\n",
				"packages.yml":    "packages:\n  # tools of all shops\n  - package: acme/tools\n    version: [\">=1.0.0\", \"<2.0.0\"]\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out bytes.Buffer
			env := func(name string) (string, bool) { return c.hub, name == hubVariable && c.hub != "" }
			code := Run(t.Context(), "deps", NewFlags(), World{
				Dir: dir, Stdout: &out, Stderr: &out, Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
				Env: env, NewID: func() string { return "1" }, Fetch: overHTTP(t),
			})
			if code != c.exit {
				t.Errorf("exit code %d, want %d\n%s", code, c.exit, &out)
			}
			for _, part := range c.said {
				if !strings.Contains(out.String(), part) {
					t.Errorf("%q is not in\n%s", part, &out)
				}
			}
			_, err := os.Stat(filepath.Join(dir, "dbt_packages", "tools", "macros", "m.sql"))
			if (err == nil) != (c.exit == 0) {
				t.Errorf("the package's macro: %v", err)
			}
		})
	}
}
