package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// docs opens dbt's own page of documentation on our files, in a browser.
func (s *suite) docs(p *pair) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	page, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(p.dbt)), "lib", "python*", "site-packages", "dbt", "task", "docs", "index.html"))
	switch {
	case browser == "":
		s.skip(p.p.name, "docs page", "no Chromium is installed")
	case len(page) == 0:
		s.skip(p.p.name, "docs page", "dbt's page is not beside its program")
	default:
		s.check(p.p.name, "docs page", func() (string, error) { return p.opens(browser, page[0]) })
	}
}

func (p *pair) opens(browser, page string) (string, error) {
	if out, code := p.scvDBT("docs", "generate"); code != 0 {
		return "", fmt.Errorf("scv dbt docs generate: exit code %d\n%s", code, tail(out))
	}
	target := filepath.Join(p.ours, "target")
	text, err := os.ReadFile(page)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(target, "dbt_page.html"), text, 0o600); err != nil {
		return "", err
	}
	listener, err := (&net.ListenConfig{}).Listen(p.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: http.FileServer(http.Dir(target)), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	shown, err := documented(target)
	if err != nil {
		return "", err
	}
	for _, n := range shown {
		address := "http://" + listener.Addr().String() + "/dbt_page.html#!/" + n.Kind + "/" + n.ID
		dom, err := command(p.ctx, p.ours, nil, browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom", address)
		if err != nil {
			return "", fmt.Errorf("browser: %w\n%s", err, tail(dom))
		}
		for _, part := range n.parts() {
			if !strings.Contains(dom, html.EscapeString(part)) {
				return "", fmt.Errorf("the page of %s does not show %q", n.ID, part)
			}
		}
	}
	return fmt.Sprintf("dbt's page shows %d nodes with their columns", len(shown)), nil
}

// documentedNode is a node with what its page must show.
type documentedNode struct {
	ID          string `json:"unique_id"`
	Kind        string `json:"resource_type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Columns     map[string]struct {
		Name string `json:"name"`
	} `json:"columns"`
}

func (n documentedNode) parts() []string {
	out := []string{n.Name}
	if !strings.ContainsAny(n.Description, "\n*_`[<") { // the page renders Markdown
		out = append(out, n.Description)
	}
	for name := range n.Columns {
		out = append(out, name)
	}
	return out
}

// documented gives the first model, seed and source of a manifest whose columns are
// described.
func documented(target string) ([]documentedNode, error) {
	data, err := os.ReadFile(filepath.Join(target, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var file struct{ Nodes, Sources map[string]documentedNode }
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	maps.Copy(file.Nodes, file.Sources)
	var out []documentedNode
	for _, id := range slices.Sorted(maps.Keys(file.Nodes)) {
		n := file.Nodes[id]
		known := slices.ContainsFunc(out, func(o documentedNode) bool { return o.Kind == n.Kind })
		if !known && len(n.Columns) > 0 && slices.Contains([]string{"model", "seed", "source"}, n.Kind) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no node of manifest.json has columns")
	}
	return out, nil
}
