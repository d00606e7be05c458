package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"scv"
	"scv/internal/identity"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// fresh is how many records are new in the second run.
const fresh = 1000

//go:embed updates.sql
var peopleSQL string

// updates measures the identity model of a home: the run that learns, one in which
// nothing is new, one with a thousand new records, and the same by matching everything.
func updates(ctx context.Context, o options, out io.Writer) (err error) {
	o.rows += fresh
	if _, err := writePeople(o); err != nil {
		return err
	}
	w, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(o.dir, "home.duckdb"), MemoryLimit: "2GB", Open: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	text := strings.ReplaceAll(peopleSQL, "{{csv}}", warehouse.Literal(filepath.Join(o.dir, "people.csv")))
	if _, err := w.Exec(ctx, text); err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%d records, identity step alone\tseconds\tof CPU\tpeak MiB\tcustomers\n", o.rows-fresh)
	s := steps{w: w, profile: o.profile}
	for _, step := range []struct {
		name string
		rows int
	}{{"learn, match everything", o.rows - fresh}, {"nothing new", o.rows - fresh}, {fmt.Sprintf("%d new records", fresh), o.rows}} {
		if err := s.run(ctx, t, step.name, step.rows); err != nil {
			return err
		}
	}
	return t.Flush()
}

// steps builds versions one on the other.
type steps struct {
	w       *warehouse.Warehouse
	version int
	profile string // file for a CPU profile of the first step; "" = none
}

func (s *steps) run(ctx context.Context, out io.Writer, name string, rows int) error {
	s.version++
	schema := fmt.Sprintf("identity__v%d", s.version)
	if _, err := s.w.Exec(ctx, "create schema "+schema); err != nil {
		return err
	}
	x := identity.NewMaterialization(s.w, nil, nil, 0)
	m := scv.Model{
		Name: "customer_identity", SQL: fmt.Sprintf("select * exclude (place) from people where place <= %d", rows), AsOf: time.Unix(int64(s.version), 0).UTC(),
		Target: scv.Relation{Schema: schema, Name: "customer_identity"}, Live: scv.Relation{Schema: "identity", Name: "customer_identity"},
	}
	forgetPeak()
	started, before := time.Now(), cpu()
	if err := s.profiled(func() error { _, err := x.Materialize(ctx, m); return err }); err != nil {
		return err
	}
	took, worked, most := time.Since(started).Seconds(), cpu()-before, peak()
	for _, r := range append(x.Beside(m), m.Target) {
		if _, err := s.w.Exec(ctx, "create or replace view identity."+r.Name+" as from "+schema+"."+r.Name); err != nil {
			return err
		}
	}
	customers, err := s.w.Table(ctx, "select count(distinct customer_id) from identity.customer_identity")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\t%.2f\t%.2f\t%s\t%v\n", name, took, worked, most, customers.Rows[0][0])
	return err
}

// profiled works, under the profiler in the first step where a profile is wanted.
func (s *steps) profiled(work func() error) error {
	if s.version > 1 {
		return work()
	}
	return profiled(s.profile, work)
}

// forgetPeak lets the peak of resident memory begin anew, where the system can: what
// making the people and the steps before took is given back first.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peak is the most memory that was resident since forgetPeak, in MiB.
func peak() string {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if kilobytes, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kilobytes)[0], 64)
			return strconv.FormatFloat(n/1024, 'f', 0, 64)
		}
	}
	return "-"
}

// cpu is what this process has used, in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
