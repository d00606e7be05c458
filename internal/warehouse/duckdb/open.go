package duckdb

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	driver "github.com/duckdb/duckdb-go/v2"
	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
	"scv/internal/warehouse"
)

// Engine is the engine's name, as dialects and evidence write it.
const Engine = "duckdb"

// Options say which file to open and how much of the machine to use. Openings of
// one file inside one process must have equal options.
type Options struct {
	Path        string // the database file; made when absent; "" keeps all in memory
	MemoryLimit string // "2GB"; "" is DuckDB's own: 80 % of the machine
	Threads     int    // 0 is one per core
	TempDir     string // spill folder; "" is Path + ".tmp", none for memory
	ReadOnly    bool
	// Open lets SQL read and write files and load what DuckDB has: for a database
	// that is not a home's, whose owner runs the SQL of their own project.
	Open bool
}

// engine is the driver: one database handle.
type engine struct {
	db   m.Database
	path string
	o    Options

	mu        sync.Mutex // held while connections come and go, and while the file is swapped
	connected int
	closed    bool
}

// Open opens or makes a database file. Only one process at a time can have it
// open; the error says which one has (CodeWarehouseInUse, with its PID).
func Open(ctx context.Context, o Options) (*warehouse.Warehouse, error) {
	d, err := OpenDriver(ctx, o)
	if err != nil {
		return nil, err
	}
	return warehouse.New(d), nil
}

// OpenDriver is Open for who puts something between the file and the warehouse.
func OpenDriver(ctx context.Context, o Options) (warehouse.Driver, error) {
	if err := ctx.Err(); err != nil {
		return nil, cancelled("open warehouse", err)
	}
	e := &engine{path: o.Path, o: o}
	if err := e.open(); err != nil {
		return nil, err
	}
	first := openings.add(o.Path, 1) == 1
	if err := e.ready(ctx, first && !o.ReadOnly && o.Path != ""); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// ready makes the settings; the first opening of a file in this process, which then
// holds its lock, clears away what a killed compaction left.
func (e *engine) ready(ctx context.Context, clear bool) error {
	if err := e.with(ctx, func(c warehouse.DriverConn) error { return e.settle(ctx, c) }); err != nil {
		return err
	}
	if !clear {
		return nil
	}
	return e.removeBeside()
}

// openings counts how often this process has a file open: its handles share one
// database, which ends with the last of them.
var openings = counter{n: map[string]int{}}

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(path string, n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[path] += n
	return c.n[path]
}

func (c *counter) of(path string) int { return c.add(path, 0) }

func (e *engine) open() error {
	o := e.o
	var config m.Config
	if m.CreateConfig(&config) == m.StateError {
		return openError(o.Path, "configuration cannot be made")
	}
	defer m.DestroyConfig(&config)
	for _, s := range settings(o) {
		if m.SetConfig(config, s[0], s[1]) == m.StateError {
			return openError(o.Path, "setting "+s[0]+" is not understood: "+s[1])
		}
	}
	var message string
	var state m.State
	if o.Path == "" {
		state = m.OpenExt("", &e.db, config, &message)
	} else {
		state = m.GetOrCreateFromCache(driver.GetInstanceCache(), o.Path, &e.db, config, &message)
	}
	if state == m.StateError {
		m.Close(&e.db)
		return openError(o.Path, message)
	}
	return nil
}

// settings are given at opening, where no statement can have run before. The
// first one is what DuckDB's own Go driver sets, so that both can share a file.
func settings(o Options) [][2]string {
	list := [][2]string{
		{"duckdb_api", "go"},
		{"autoload_known_extensions", "false"},
		{"autoinstall_known_extensions", "false"},
	}
	if o.ReadOnly {
		list = append(list, [2]string{"access_mode", "READ_ONLY"})
	}
	if o.MemoryLimit != "" {
		list = append(list, [2]string{"memory_limit", o.MemoryLimit})
	}
	if o.Threads > 0 {
		list = append(list, [2]string{"threads", strconv.Itoa(o.Threads)})
	}
	switch {
	case o.TempDir != "":
		list = append(list, [2]string{"temp_directory", o.TempDir})
	case o.Path == "":
		list = append(list, [2]string{"temp_directory", ""})
	}
	return list
}

// settle makes timestamps UTC for every connection and closes the ways out, but for
// the files beside the database that a compaction writes. A second opening in this
// process finds the settings locked and leaves them.
func (e *engine) settle(ctx context.Context, c warehouse.DriverConn) error {
	t, err := c.Table(ctx, "select current_setting('lock_configuration')")
	if err != nil {
		return err
	}
	if locked, _ := t.Rows[0][0].(bool); locked {
		return nil
	}
	if e.o.Open {
		_, err = c.Exec(ctx, "set global TimeZone = 'UTC'")
		return err
	}
	if e.path != "" && !e.o.ReadOnly {
		var names []string
		for _, path := range beside(e.path) {
			names = append(names, warehouse.Literal(path))
		}
		if _, err := c.Exec(ctx, "set global allowed_paths = ["+strings.Join(names, ", ")+"]"); err != nil {
			return err
		}
	}
	_, err = c.Exec(ctx, lockSQL)
	return err
}

// Connect opens a connection.
func (e *engine) Connect(ctx context.Context) (warehouse.DriverConn, error) {
	if err := ctx.Err(); err != nil {
		return nil, cancelled("connect to warehouse", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.connect()
	if err != nil {
		return nil, err
	}
	e.connected++
	c.left = e.left
	return c, nil
}

// connect opens a connection that nobody counts.
func (e *engine) connect() (*conn, error) {
	if e.db.Ptr == nil {
		return nil, openError(e.path, "warehouse is closed")
	}
	c := &conn{path: e.path, left: func() {}}
	if m.Connect(e.db, &c.raw) == m.StateError {
		return nil, openError(e.path, "no connection was given")
	}
	return c, nil
}

// left counts a connection that was closed.
func (e *engine) left() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.connected--
}

// Close gives the file back once every connection is closed.
func (e *engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	m.Close(&e.db)
	if !e.closed {
		e.closed = true
		openings.add(e.path, -1)
	}
	return nil
}

// Dialect says how DuckDB writes SQL. A decimal has 28 digits before the point
// and 10 behind: what Dynamics' decimal and money columns need at most.
func (e *engine) Dialect() warehouse.Dialect {
	return warehouse.Dialect{
		Engine: Engine,
		Types: map[scv.Type]string{
			scv.Text: "varchar", scv.Int: "bigint", scv.Float: "double", scv.Decimal: "decimal(38, 10)",
			scv.Bool: "boolean", scv.Date: "date", scv.Timestamp: "timestamp",
		},
		MadeBy:           madeBySQL,
		TableBytes:       tableBytesSQL,
		BeginRead:        "begin transaction read only",
		TempTables:       true,
		TransactionalDDL: true,
		Compacts:         e.path != "" && !e.o.ReadOnly,
		Cancels:          true,
		Streams:          true,
	}
}
