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
)

// Options are what a process gives its homes.
type Options struct {
	Now      func() time.Time                 // the clock
	Env      func(name string) (string, bool) // the environment, for the dbt project's env_var
	Progress scv.Progress                     // told how far long work is; nil = nobody
	Warn     func(format string, args ...any) // told what a person should know; nil = nobody
	Blocked  []string                         // sources that cannot be reached: a drill's fault
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
// Close it. A warehouse that another process holds is an error that names it.
func Open(ctx context.Context, home string, o Options) (*App, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	a := &App{Home: home, Config: c, options: o.withDefaults()}
	if err := a.openStores(ctx); err != nil {
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

func (a *App) openStores(ctx context.Context) error {
	if err := a.openWarehouse(ctx); err != nil {
		return err
	}
	return a.openControl(ctx)
}

func (a *App) openWarehouse(ctx context.Context) error {
	path := a.path(a.Config.Warehouse.Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return unwritable(path, err)
	}
	var err error
	a.Warehouse, err = duckdb.Open(ctx, duckdb.Options{
		Path:        path,
		MemoryLimit: a.Config.Warehouse.MemoryLimit,
		Threads:     a.Config.Warehouse.Threads,
		TempDir:     path + ".tmp",
	})
	return err
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
