package app

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/engine"
)

// ExportOptions say where a model of ours goes in Splink's form, and the table that it
// reads. Where there are people and organisations, each has a model, and the party's
// name stands before the endings.
type ExportOptions struct {
	Model string // a file
	Table string // a file; of a link a folder, with a file per source
}

// ExportTable matches the records of files and writes what was learned for Splink.
func ExportTable(ctx context.Context, o MatchOptions, to ExportOptions) (list []*identity.Exported, err error) {
	if err := keepInputs(o, to.Model, to.Table); err != nil {
		return nil, err
	}
	err = explainTable(ctx, o, nil, func(e identity.Engine, in engine.Input, options engine.Options, _ []int32) error {
		x, ok := e.(identity.Exporter)
		if !ok {
			return splinkUsage("--spec is a model of Splink already: `scv identity dedupe --train --save-model` writes it with what was learned anew")
		}
		list, err = x.Export(ctx, in, options)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, to.write(list)
}

// Export writes what the published version was matched by for Splink.
func (a *App) Export(ctx context.Context, to ExportOptions) ([]*identity.Exported, error) {
	list, err := identity.ExportPublished(ctx, a.Warehouse)
	if err != nil {
		return nil, err
	}
	return list, to.write(list)
}

func (o ExportOptions) write(list []*identity.Exported) error {
	if err := anyLearned(list); err != nil {
		return err
	}
	for _, e := range list {
		model, table := o.Model, o.Table
		if len(list) > 1 {
			model, table = between(model, e.Party), between(table, e.Party)
		}
		e.Files = []string{model, table}
		if err := saveSplink(model, e.Model); err != nil {
			return err
		}
		if err := writeTables(table, e); err != nil {
			return err
		}
	}
	return nil
}

func anyLearned(list []*identity.Exported) error {
	if len(list) == 0 {
		return splinkUsage("fewer than two records of a party teach nothing that could be written")
	}
	return nil
}

// between puts a word before the ending of a path.
func between(path, word string) string {
	ending := filepath.Ext(path)
	return strings.TrimSuffix(path, ending) + "." + word + ending
}

func writeTables(path string, e *identity.Exported) error {
	if !e.IsLink() {
		return streamFile(path, 0o644, func(w io.Writer) error { return e.WriteTable(w, -1) })
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return &scv.Error{Code: scv.CodeOutput, Op: "write", Subject: path, Err: err, Hint: "Of a link --save-table names a folder."}
	}
	for k, source := range e.Sources() {
		if err := streamFile(filepath.Join(path, source+".csv"), 0o644, func(w io.Writer) error { return e.WriteTable(w, k) }); err != nil {
			return err
		}
	}
	return nil
}
