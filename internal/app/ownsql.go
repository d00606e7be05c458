package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/engine"
	"scv/internal/identity/intake"
	"scv/internal/identity/spec"
	"scv/internal/identity/splink/export"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"
)

// OwnSQL is a model of ours as statements for a table that the export has written.
type OwnSQL struct {
	Party string        `json:"party_type"`
	Notes []export.Note `json:"notes"` // what is said otherwise, or not at all
	*pushdown.Script
}

// IsSplinkSpec says whether a file is a model of Splink, and not a spec.
func IsSplinkSpec(path string) (bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return false, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err}
	}
	return isSplink(text), nil
}

// WriteOwnSQL matches the records of files and gives what was learned of a party as
// statements; "" = there is one party only.
func WriteOwnSQL(ctx context.Context, m MatchOptions, o SQLOptions, party string) (out *OwnSQL, err error) {
	err = explainTable(ctx, m, nil, func(e identity.Engine, in engine.Input, options engine.Options, _ []int32) error {
		x, ok := e.(identity.Exporter)
		if !ok {
			return splinkUsage("a model of Splink is written without files")
		}
		list, err := x.Export(ctx, in, options)
		if err == nil {
			out, err = ownSQL(list, o, party)
		}
		return err
	})
	return out, err
}

// WriteSQL gives what the published version was matched by as statements.
func (a *App) WriteSQL(ctx context.Context, o SQLOptions, party string) (*OwnSQL, error) {
	list, err := identity.ExportPublished(ctx, a.Warehouse)
	if err != nil {
		return nil, err
	}
	return ownSQL(list, o, party)
}

// MatchOwnSQL matches the records of a table of a DuckDB file: their canonical forms are
// made here, pairs are found, compared and weighed there, and what agreement is worth and
// the clusters are made here of what comes out.
func MatchOwnSQL(ctx context.Context, o SQLOptions) (*Matched, error) {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	sp, err := ownSpec(o.Spec)
	if err != nil {
		return nil, err
	}
	var in engine.Input
	var found *engine.Result
	err = inDatabase(ctx, o, func(s *warehouse.Session) error {
		if in, err = intake.Relation(ctx, s, o.Table.Name, o.Table.ID, o.Progress); err != nil {
			return err
		}
		options, err := engineOptions(in, MatchOptions{Progress: o.Progress})
		if err != nil {
			return err
		}
		e := identity.NewEngineIn(sp, &identity.Database{Session: s, Dialect: pushdown.DuckDB(), AllPairs: o.AllPairs})
		found, err = e.Run(ctx, in, options)
		return err
	})
	if err != nil {
		return nil, err
	}
	return summarise(in, found), o.write(in, found.Cluster)
}

// ownSpec reads a spec; nil = none is named.
func ownSpec(path string) (*spec.Spec, error) {
	if path == "" {
		return nil, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err}
	}
	return spec.Read(path, content)
}

func ownSQL(list []*identity.Exported, o SQLOptions, party string) (*OwnSQL, error) {
	d, ok := pushdown.DialectOf(cmp.Or(o.Dialect, "duckdb"))
	if !ok {
		return nil, splinkUsage("--dialect is duckdb or snowflake")
	}
	if err := anyLearned(list); err != nil {
		return nil, err
	}
	var parties []string
	for _, x := range list {
		parties = append(parties, x.Party)
	}
	at := slices.Index(parties, party)
	if party == "" && len(list) == 1 {
		at = 0
	}
	if at < 0 {
		return nil, splinkUsage("--party is one of " + strings.Join(parties, ", ") + ": each has statements of its own")
	}
	x := list[at]
	if link := x.IsLink(); link != (o.Table.Source != "") {
		return nil, splinkUsage(fmt.Sprintf("the records are of %d tables: %s", len(x.Sources()), map[bool]string{
			false: "leave --source out", true: "name the column of a record's source with --source",
		}[link]))
	}
	script, err := pushdown.WriteOwn(x.Exported, d, o.Table, cmp.Or(o.Threshold, x.Threshold))
	notes := slices.DeleteFunc(slices.Clone(x.Notes), func(n export.Note) bool { return n.Part == export.PartClasses || n.Part == export.PartRarity })
	return &OwnSQL{x.Party, notes, script}, err
}
