package command

import (
	"context"
	"io"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/project"
	"scv/internal/dbt/run"
)

// World is what the process gives a command.
type World struct {
	Dir            string // the project's folder
	Stdout, Stderr io.Writer
	Colour         bool // Stdout understands colours
	Now            func() time.Time
	Env            func(name string) (string, bool)
	NewID          func() string // invocation ids
	Invocation     string        // the command line, as the log shows it
	// Open opens what a target names. It is called at most once, and only by verbs
	// that ask the warehouse.
	Open func(ctx context.Context, t project.Target) (Warehouse, error)
	Home *Home // nil outside a home
	// Document is where one JSON document goes that is the verb's answer, instead of
	// lines on Stdout; nil = none is wanted.
	Document io.Writer
	// Fetch gives the bytes at an address, for `deps`; nil = there is no network.
	Fetch func(ctx context.Context, url string) ([]byte, error)
	// Git runs the git command in a folder; nil = there is none.
	Git func(ctx context.Context, dir string, args ...string) (string, error)
}

// Warehouse is what Open gives.
type Warehouse interface {
	run.Warehouse
	Close() error
}

// Home is what a scv home knows better than profiles.yml.
type Home struct {
	Target           dbt.Target
	Vars             map[string]any
	Materializations func() map[string]scv.Materialization // called once Open has run
	// Work is where schemas are built and read instead, so that nothing a command
	// builds reaches the readers of the published version.
	Work map[string]string
	// Program gives the digest of the running program, as runs of the home note it.
	Program func() (string, error)
	// Version is set when the command builds a version that may be published.
	Version *Version
}

// Version is what a command tells while it builds a version: Work says where.
type Version struct {
	Begin func(ctx context.Context, p *dbt.Project) error // before the first node is built
	Done  func(r *dbt.Result)                             // what became of every node
}

// The exit codes are dbt's.
const (
	exitFine   = 0
	exitFailed = 1 // a node failed
	exitBroken = 2 // the command could not do its work
)

// inHome completes options by what the home knows.
func (h *Home) inHome(o *dbt.Options, writes bool) {
	o.Target = h.Target
	vars := map[string]any{}
	for name, v := range h.Vars {
		vars[name] = v
	}
	for name, v := range o.Vars {
		vars[name] = v
	}
	o.Vars = vars
	switch {
	case h.Version != nil:
		o.SchemaAlias = h.Work
	case writes:
		o.SchemaAlias, o.Defer = h.Work, &compile.Defer{Live: true}
	}
}
