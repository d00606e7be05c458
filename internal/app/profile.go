package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/app/config"
	"scv/internal/dbt/graph"
)

// profileProbes prove the profile that runs use: scv.yml and the dbt project's
// target. On the embedded engine it is the home itself.
func (a *App) profileProbes(parsed func(context.Context) (*graph.Graph, error)) []scv.Probe {
	return []scv.Probe{
		{
			Name: "profile.prod", Items: []string{"1.5.2"},
			Proves: "scv.yml is read without a fault, the dbt project is parsed with the target that runs use, no file of either holds a literal secret, and the warehouse answers.",
			Run:    func(ctx context.Context) scv.Finding { return a.profile(ctx, parsed) },
		},
		{
			Name: "profile.connect", Items: []string{"2.4.4"},
			Proves: fmt.Sprintf("%d questions to the warehouse are answered, 95 of 100 within 5 seconds. The embedded engine has no network and no roles: instead of TLS and role, the file belongs to the user that runs scv and nobody else may write to it.", asked),
			Run:    a.connects,
		},
	}
}

func (a *App) profile(ctx context.Context, parsed func(context.Context) (*graph.Graph, error)) scv.Finding {
	if _, err := readConfig(a.Home); err != nil {
		return scv.Failed(err.Error(), scv.HintOf(err))
	}
	g, err := parsed(ctx)
	if err != nil {
		return scv.Failed(err.Error(), scv.HintOf(err))
	}
	files, found, err := a.secrets()
	if err != nil {
		return scv.Cannot(err)
	}
	if len(found) > 0 {
		return scv.Failed("a literal secret stands in "+strings.Join(found, ", "), "Take it out, change it, and refer to it as {{ env_var('NAME') }}.")
	}
	if _, err := a.ask(ctx, "select 1"); err != nil {
		return scv.Failed(err.Error(), scv.HintOf(err))
	}
	return scv.Passed(fmt.Sprintf("project %s resolves for target scv on %s; %d files without a literal secret; the warehouse answers", g.Project, a.Warehouse.Dialect().Engine, files))
}

// secretKey is a setting whose value is a secret; secretText is a secret wherever
// it stands.
var (
	secretKey  = regexp.MustCompile(`(?i)^(?:\s*export\s)?[\s\-{,"']*[\w-]*(?:password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|connection_?string|credential)s?["']?\s*[:=]\s*["']?([^\s"'#}]+)`)
	secretText = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[0-9A-Za-z-]{10,}|\bgh[pousr]_[0-9A-Za-z]{36}\b|://[^/\s:@]+:[^/\s:@{]+@`)
)

// secrets looks for literal secrets in scv.yml and the project: files read, and
// the places found, without what stands there.
func (a *App) secrets() (files int, found []string, err error) {
	look := func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		rel, err := filepath.Rel(a.Home, path)
		for i, line := range strings.Split(string(text), "\n") {
			if holdsSecret(line) {
				found = append(found, fmt.Sprintf("%s:%d", filepath.ToSlash(rel), i+1))
			}
		}
		return err
	}
	if err := look(filepath.Join(a.Home, config.Name)); err != nil {
		return files, found, err
	}
	err = filepath.WalkDir(a.projectDir(), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"target", "logs", "dbt_packages"}, d.Name()):
			return filepath.SkipDir
		case !d.Type().IsRegular() || !slices.Contains([]string{".yml", ".yaml", ".sql", ".md", ".json", ".toml", ".env"}, filepath.Ext(path)):
			return nil
		}
		return look(path)
	})
	return files, found, err
}

func holdsSecret(line string) bool {
	if secretText.MatchString(line) {
		return true
	}
	m := secretKey.FindStringSubmatch(line)
	return m != nil && !strings.HasPrefix(m[1], "{{") && !strings.HasPrefix(m[1], "$") && m[1] != "null" && m[1] != "|" && m[1] != ">"
}

// asked is how often the connection is tried.
const asked = 20

func (a *App) connects(ctx context.Context) scv.Finding {
	var took []time.Duration
	for range asked {
		from := a.options.Now()
		if _, err := a.ask(ctx, "select 1"); err != nil {
			return scv.Failed(err.Error(), scv.HintOf(err))
		}
		took = append(took, a.options.Now().Sub(from))
	}
	slices.Sort(took)
	p95 := took[(len(took)*95+99)/100-1]
	if p95 > 5*time.Second {
		return scv.Failed(fmt.Sprintf("95 of 100 questions take up to %d ms", p95.Milliseconds()), "Look what else runs on the machine, and at warehouse: {memory_limit, threads} in scv.yml.")
	}
	wrong, err := a.warehouseFile()
	switch {
	case err != nil:
		return scv.Cannot(err)
	case wrong != "":
		return scv.Failed(wrong, "Take the right away: chmod go-w on the warehouse file and its folder.")
	}
	return scv.Passed(fmt.Sprintf("%d questions, 95 of 100 within %d ms; embedded: no network to encrypt, the file is writable by its owner only, the user that runs scv", asked, p95.Milliseconds()))
}

// warehouseFile says what is wrong with who may write to the warehouse, or "".
func (a *App) warehouseFile() (string, error) {
	path := a.path(a.Config.Warehouse.Path)
	if _, err := os.Stat(path); err != nil {
		return "", unreadable(path, err)
	}
	return writableBy(path)
}

func unreadable(path string, err error) error {
	return &scv.Error{Code: scv.CodeUnreadable, Op: "look at", Subject: filepath.Base(path), Err: err, Hint: "Check its permissions."}
}
