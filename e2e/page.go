package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
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
	html, err := os.ReadFile(page)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(target, "dbt_page.html"), html, 0o600); err != nil {
		return "", err
	}
	listener, err := (&net.ListenConfig{}).Listen(p.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: http.FileServer(http.Dir(target)), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	address := "http://" + listener.Addr().String() + "/dbt_page.html#!/overview"
	dom, err := command(p.ctx, p.ours, nil, browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom", address)
	if err != nil {
		return "", fmt.Errorf("browser: %w\n%s", err, tail(dom))
	}
	models, _ := filepath.Glob(filepath.Join(target, "compiled", "*"))
	name := filepath.Base(models[0])
	if !strings.Contains(dom, ">"+name+"<") && !strings.Contains(dom, name) {
		return "", fmt.Errorf("the page does not show %s", name)
	}
	return "dbt's page shows " + name, nil
}
