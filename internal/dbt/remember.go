package dbt

import (
	"context"
	"path/filepath"

	"scv/internal/dbt/memo"
)

// memoFile is where a run leaves what it parsed, in the target folder.
const memoFile = "partial_parse.scv"

// remembers says whether this run may know of an earlier one, and leave something
// for the next.
func (p *Project) remembers() bool { return !p.o.NoPartialParse && !p.o.NoArtifacts && p.o.Dir != "" }

// memo gives what an earlier run parsed, nil when this one shall not know it.
func (p *Project) memo() *memo.Store {
	if !p.remembers() {
		return nil
	}
	return memo.Open(filepath.Join(p.targetDir(), memoFile), memo.Engine())
}

// keep leaves what was parsed for the next run. That it cannot is no fault of this
// one: the next is slower.
func (p *Project) keep(ctx context.Context, known *memo.Store) {
	p.parsed = known.Fresh()
	if err := known.Save(); err != nil && p.o.Log != nil {
		p.o.Log.WarnContext(ctx, "what was parsed could not be kept for the next run", "error", err)
	}
}
