// Command bench measures the whole way of the example company's records: rows per
// second, memory and share of every step, and beside it naive ways to do the same
// work, in the same run and on the same files, as ratios.
//
//	go run ./bench                     20,000 records
//	go run ./bench --rows 1000000      takes minutes and 6 GiB
//	go run ./bench --stages run        without the naive ways
//	go run ./bench --stages versions   what it costs to keep versions
//	go run ./bench --json
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"

	"scv/internal/term"
)

// options are the command line's.
type options struct {
	rows   int
	stages string
	json   bool
	dir    string // "" is a temporary folder, removed at the end
	child  string // what a child process does: "make" or "run"
	cpu    string // a child's CPU profile
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 20_000, "source records of customers, about")
	flag.StringVar(&o.stages, "stages", "run,read,land,identity", "what to measure: run is the whole way, versions what keeping them costs, the others compare with a naive way")
	flag.BoolVar(&o.json, "json", false, "print one JSON document")
	flag.StringVar(&o.dir, "dir", "", "folder for the example; it stays (default: a temporary one)")
	flag.StringVar(&o.cpu, "cpuprofile", "", "write a CPU profile of the run to this file")
	flag.StringVar(&o.child, "child", "", "used by bench itself")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.child != "" {
		return child(ctx, o)
	}
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "scv-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	r := result{Rows: o.rows}
	if err := r.wholeWay(ctx, o); err != nil {
		return err
	}
	for _, s := range comparisons() {
		if !slices.Contains(strings.Split(o.stages, ","), s.stage) {
			continue
		}
		c, err := s.measure(ctx, o.dir, &r)
		if err != nil {
			return fmt.Errorf("%s: %w", s.stage, err)
		}
		c.Stage = s.stage
		r.Comparisons = append(r.Comparisons, c)
	}
	if slices.Contains(strings.Split(o.stages, ","), "versions") {
		var err error
		if r.Keeping, err = keep(ctx, o.dir); err != nil {
			return fmt.Errorf("versions: %w", err)
		}
	}
	if o.json {
		return term.JSON(os.Stdout, r)
	}
	return r.print(os.Stdout, term.StyleFor(os.Stdout, true))
}
