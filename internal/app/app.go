package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"scv"
	"scv/internal/app/config"
	"scv/internal/control"
	"scv/internal/serve/answer"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
	"scv/internal/warehouse/remote"
)

// Options are what a process gives its homes.
type Options struct {
	Now      func() time.Time                 // the clock
	Env      func(name string) (string, bool) // the environment, for the dbt project's env_var
	Progress scv.Progress                     // told how far long work is; nil = nobody
	Warn     func(format string, args ...any) // told what a person should know; nil = nobody
	Blocked  []string                         // sources that cannot be reached: a drill's fault
	Command  string                           // what this process was asked to do, "scv run"; others are told who holds the warehouse

	reads bool // it only reads
}

func (o Options) withDefaults() Options {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	return o
}

// App is one open home.
type App struct {
	Home      string
	Config    config.Config
	Warehouse *warehouse.Warehouse
	Control   *control.DB
	Answers   *answer.Answers
	options   Options
}

// Open opens a home: its configuration, its warehouse, its control database.
// Close it. A warehouse that another process holds is an error that names it; one
// that only reads is waited for. While it is open, others can read.
func Open(ctx context.Context, home string, o Options) (*App, error) {
	return open(ctx, home, o, remote.OpenToWrite)
}

// OpenToRead opens a home for questions. A warehouse that another process holds is
// read through that process, and each App then sees the moment of its first
// question for as long as it is open.
func OpenToRead(ctx context.Context, home string, o Options) (*App, error) {
	o.reads = true
	return open(ctx, home, o, remote.OpenToRead)
}

// opening is a way to the warehouse file.
type opening func(context.Context, remote.Options) (*warehouse.Warehouse, error)

func open(ctx context.Context, home string, o Options, how opening) (*App, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	a := &App{Home: home, Config: c, options: o.withDefaults()}
	if err := a.openStores(ctx, how); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.Answers = answer.New(a.Warehouse)
	return a, nil
}

// OpenControl opens a home without its warehouse: enough to see what is wrong and to
// tell people, also where the warehouse is damaged or in use. Close it.
func OpenControl(ctx context.Context, home string, o Options) (*App, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	a := &App{Home: home, Config: c, options: o.withDefaults()}
	return a, a.openControl(ctx)
}

func (a *App) openControl(ctx context.Context) error {
	path := a.path(a.Config.Control)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return unwritable(path, err)
	}
	var err error
	a.Control, err = control.Open(ctx, path)
	return err
}

func (a *App) openStores(ctx context.Context, how opening) error {
	if err := a.openWarehouse(ctx, how); err != nil {
		return err
	}
	return a.openControl(ctx)
}

func (a *App) openWarehouse(ctx context.Context, how opening) error {
	path := a.path(a.Config.Warehouse.Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return unwritable(path, err)
	}
	var err error
	a.Warehouse, err = how(ctx, remote.Options{Path: path, Runtime: a.runtime(), File: func(ctx context.Context) (warehouse.Driver, error) {
		return a.openFile(ctx, path)
	}})
	return err
}

// openFile opens the warehouse file in this process, and lets others read it.
func (a *App) openFile(ctx context.Context, path string) (warehouse.Driver, error) {
	d, err := duckdb.OpenDriver(ctx, duckdb.Options{
		Path:        path,
		MemoryLimit: a.Config.Warehouse.MemoryLimit,
		Threads:     a.Config.Warehouse.Threads,
		TempDir:     path + ".tmp",
	})
	if err != nil {
		return nil, err
	}
	return remote.Share(d, path, a.runtime(), remote.Holder{PID: os.Getpid(), Command: a.options.Command, Reads: a.options.reads}), nil
}

// runtime is the folder that the system keeps for the sockets of this user, "" for none.
func (a *App) runtime() string {
	if a.options.Env == nil {
		return ""
	}
	dir, _ := a.options.Env("XDG_RUNTIME_DIR")
	return dir
}

// path gives a path of scv.yml as the operating system wants it.
func (a *App) path(rel string) string { return filepath.Join(a.Home, filepath.FromSlash(rel)) }

// Close closes what is open. It may be called twice.
func (a *App) Close() error {
	var err error
	if a.Warehouse != nil {
		err = a.Warehouse.Close()
		a.Warehouse = nil
	}
	if a.Control != nil {
		err = errors.Join(err, a.Control.Close())
		a.Control = nil
	}
	return err
}
