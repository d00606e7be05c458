package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"scv"
	"scv/internal/app/config"
	"scv/internal/dbt"
	"scv/internal/dbt/lineage"
	"scv/internal/identity"
	"scv/internal/identity/spec"
)

// homeSpec gives how a home matches: what its project says, else as the program does.
func homeSpec(home string, c config.Config) (*spec.Spec, error) {
	name := path.Join(c.Project, spec.HomeFile)
	content, err := os.ReadFile(filepath.Join(home, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return spec.Home(), nil
	}
	if err != nil {
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: name, Err: err, Hint: "Check the file's permissions."}
	}
	return spec.ReadHome(name, content)
}

func (a *App) homeSpec() (*spec.Spec, error) { return homeSpec(a.Home, a.Config) }

// fitSpec refuses, before anything is built, a spec that names a column which the
// identity model does not select, or whose clusters heed no decisions where some stand.
func (a *App) fitSpec(ctx context.Context, p *dbt.Project) error {
	sp, err := a.homeSpec()
	if err != nil {
		return err
	}
	standing, err := a.decisions(ctx)
	if err != nil {
		return err
	}
	if err := sp.Holds(len(standing)); err != nil {
		return err
	}
	_, err = a.fitColumns(ctx, p, sp)
	return err
}

// fitColumns says whether the columns of the identity model could be looked at. They
// are where the spec names no others than those of the vocabulary.
func (a *App) fitColumns(ctx context.Context, p *dbt.Project, sp *spec.Spec) (bool, error) {
	if err := sp.CheckHome(nil); err == nil && len(sp.OwnAttributes()) == 0 {
		return true, nil
	}
	s, err := a.shapes(ctx)
	if err != nil {
		return false, err
	}
	g, err := a.trace(ctx, p, s)
	if err != nil {
		return false, err
	}
	var selected []string
	for _, n := range p.Graph().Order() {
		if r, ok := p.Relation(n.ID); ok && n.Name == "int_customer__standardised" {
			m, _ := g.Model(r)
			if err := sp.CheckAttributes(namesOf(m.Columns)); len(m.Columns) > 0 && err != nil {
				return false, err
			}
		}
		if n.Materialized() != "identity" {
			continue
		}
		selected = append(selected, strings.FieldsFunc(n.RawCode, func(r rune) bool { return !wordRune(r) })...) // its own words: an alias may be one
		for _, parent := range n.Depends {
			r, _ := p.Relation(parent)
			m, _ := g.Model(r)
			if len(m.Columns) == 0 {
				return false, nil
			}
			selected = append(selected, namesOf(m.Columns)...)
		}
	}
	return true, sp.CheckHome(selected)
}

func namesOf(fields []lineage.Field) []string {
	names := make([]string, len(fields))
	for k, f := range fields {
		names[k] = f.Name
	}
	return names
}

func wordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// SpecCheck is what was found of a spec that is well.
type SpecCheck struct {
	File    string `json:"file"`
	Says    string `json:"says"`
	Columns bool   `json:"columns"` // they are known, and those that it names are there
}

// CheckSpec reads the spec of the home, or the one of o for it, and looks whether the
// columns that it names are there; for the tables of o where some are named.
func CheckSpec(ctx context.Context, home string, m MatchOptions, o Options) (SpecCheck, error) {
	if len(m.Files) > 0 {
		return checkSpecOf(ctx, m)
	}
	c, err := readConfig(home)
	if err != nil {
		return SpecCheck{}, err
	}
	found := SpecCheck{File: path.Join(c.Project, spec.HomeFile)}
	sp, err := homeSpec(home, c)
	if m.Spec != "" {
		found.File = m.Spec
		sp, err = specAt(m.Spec, spec.ReadHome)
	}
	if err != nil {
		return found, err
	}
	found.Says = sp.Summary()
	a, err := OpenToRead(ctx, home, o)
	if err != nil {
		return found, err
	}
	p, err := a.project(ctx, nil, a.options.Now())
	if err == nil {
		found.Columns, err = a.fitColumns(ctx, p, sp)
	}
	return found, errors.Join(err, a.Close())
}

func checkSpecOf(ctx context.Context, m MatchOptions) (SpecCheck, error) {
	found := SpecCheck{File: m.Spec, Columns: true}
	sp, err := specAt(m.Spec, spec.Read)
	if err != nil {
		return found, err
	}
	found.Says = sp.Summary()
	in, err := readTables(ctx, m)
	if err != nil {
		return found, err
	}
	return found, sp.Check(in.Columns, len(in.Sources))
}

func specAt(name string, read func(string, []byte) (*spec.Spec, error)) (*spec.Spec, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: name, Err: err}
	}
	return read(name, content)
}

// ProposeHomeSpec gives the spec that the records of a home ask for: what the program
// does on its own, and what else the published version lets be seen.
func ProposeHomeSpec(ctx context.Context, home string, o Options) (string, error) {
	a, err := OpenToRead(ctx, home, o)
	if err != nil {
		return "", err
	}
	text, err := identity.ProposeHome(ctx, a.Warehouse, runtime.GOMAXPROCS(0))
	return text, errors.Join(err, a.Close())
}
