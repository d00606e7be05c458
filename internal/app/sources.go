package app

import (
	"context"
	"slices"

	"scv"
	"scv/internal/infer"
	"scv/internal/source"
)

// SourceLine is one table of a source and, once it was checked, its state.
type SourceLine struct {
	Source   string         `json:"source"`
	Kind     scv.SourceKind `json:"kind"`
	Path     string         `json:"path"`
	Entity   string         `json:"entity,omitempty"`
	Files    int            `json:"files,omitempty"`
	Rows     int            `json:"rows,omitempty"` // rows that were looked at
	Held     map[string]int `json:"held,omitempty"` // of them, those a load would hold aside, by code
	Unmapped []string       `json:"unmapped,omitempty"`
	Code     scv.Code       `json:"code,omitempty"` // of what keeps the source from being read
	Problem  string         `json:"problem,omitempty"`
	Hint     string         `json:"hint,omitempty"`
}

// ListSources lists what scv.yml declares, in its order. It opens nothing else.
func ListSources(home string) ([]SourceLine, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	lines := []SourceLine{}
	for _, s := range c.Sources {
		lines = append(lines, declared(s)...)
	}
	return lines, nil
}

func declared(s scv.SourceConfig) []SourceLine {
	if len(s.Entities) == 0 {
		return []SourceLine{{Source: s.Name, Kind: s.Kind, Path: s.Path}}
	}
	var lines []SourceLine
	for _, e := range s.Entities {
		lines = append(lines, SourceLine{Source: s.Name, Kind: s.Kind, Path: s.Path, Entity: e.Name})
	}
	return lines
}

// CheckSources reads the head of every source, up to rows rows of each table,
// and compares it with scv.yml: files, columns, types. It goes on after a source
// that cannot be used and gives the first error last. It opens no warehouse, so
// it can be used beside a run.
func CheckSources(ctx context.Context, home string, rows int) ([]SourceLine, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	lines := []SourceLine{}
	var first error
	for _, s := range c.Sources {
		checked, err := checkSource(ctx, home, s, rows)
		if ctx.Err() != nil {
			return lines, ctx.Err()
		}
		if err != nil && first == nil {
			first = err
		}
		lines = append(lines, checked...)
	}
	return lines, first
}

func checkSource(ctx context.Context, home string, s scv.SourceConfig, rows int) ([]SourceLine, error) {
	src, err := source.New(s, home, drivers())
	var all []infer.Rehearsal
	if err == nil {
		all, err = infer.Rehearse(ctx, src, rows)
	}
	if err != nil {
		line := SourceLine{Source: s.Name, Kind: s.Kind, Path: s.Path, Code: scv.CodeOf(err), Problem: err.Error(), Hint: scv.HintOf(err)}
		return []SourceLine{line}, err
	}
	var lines []SourceLine
	for _, r := range all {
		lines = append(lines, SourceLine{
			Source: s.Name, Kind: s.Kind, Path: s.Path, Entity: r.Table.Entity, Files: len(r.Table.Files), Rows: r.Rows, Held: r.Held,
			Unmapped: unmapped(s, r.Table),
		})
	}
	return lines, nil
}

// unmapped lists the columns that fill no word and are no key: new ones show up
// here first.
func unmapped(s scv.SourceConfig, t source.Table) []string {
	at := slices.IndexFunc(s.Entities, func(e scv.EntityConfig) bool { return e.Name == t.Entity })
	if at < 0 {
		return nil
	}
	used := map[string]bool{}
	for _, k := range s.Entities[at].Key {
		used[scv.ColumnName(k)] = true
	}
	for _, m := range s.Entities[at].Map {
		for _, c := range m.Columns {
			used[scv.ColumnName(c)] = true
		}
	}
	var out []string
	for _, f := range t.Fields {
		if !used[f.Name] {
			out = append(out, f.Header)
		}
	}
	return out
}
