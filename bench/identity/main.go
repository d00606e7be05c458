// Command identity measures a model of Splink run by scv beside Splink itself, on
// the same generated people, rules and comparisons, in one run: CPU seconds from
// the CSV to the clusters, training included, and their ratio.
//
//	go run ./bench/identity                       100,000 records
//	go run ./bench/identity --rows 1000000
//	go run ./bench/identity --cpuprofile cpu.prof
//	go run ./bench/identity --alone               the way without a spec, and no peer
//	go run ./bench/identity --updates             a home, run after run: a thousand new records
//	go run ./bench/identity --score               pairs per CPU second with our own model
//	go run ./bench/identity --check               Splink scores with the model that we trained
//
// A third side is scv without a model and without a spec.
//
// The other side needs python3 (--python) with splink 4.0.17 and duckdb 1.5.6, and
// is skipped without, which is said.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	_ "embed"

	"scv/internal/app"
)

// options are the command line's.
type options struct {
	rows    int
	seed    uint64
	dir     string // "" is a temporary folder, removed at the end
	python  string
	profile string
	check   bool
	alone   bool
	updates bool
	score   bool
	child   string // "spec" or "free"
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 100_000, "records to match")
	flag.Uint64Var(&o.seed, "seed", 1, "another number makes other people")
	flag.StringVar(&o.dir, "dir", "", "folder for the files; it stays (default: a temporary one)")
	flag.StringVar(&o.python, "python", "python3", "a python that has splink")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of our side to this file")
	flag.BoolVar(&o.check, "check", false, "instead: let Splink score with the model that scv trained, and compare the weights")
	flag.BoolVar(&o.alone, "alone", false, "instead: only scv without a model and without a spec; --cpuprofile is of it")
	flag.BoolVar(&o.updates, "updates", false, "instead: the identity model of a home, run after run, with a thousand new records")
	flag.BoolVar(&o.score, "score", false, "instead: pairs that our own model compares and weighs per CPU second, on one core")
	flag.StringVar(&o.child, "child", "", "used by the command itself")
	flag.Parse()
	if err := run(context.Background(), o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "identity:", err)
		os.Exit(1)
	}
}

// cost is what one side took.
type cost struct {
	CPU     float64 `json:"cpu"`  // seconds
	Wall    float64 `json:"wall"` // seconds
	Peak    float64 `json:"peak"` // MiB resident
	Pairs   int64   `json:"pairs"`
	Found   int     `json:"clusters"`
	F1      float64 `json:"-"`
	Version string  `json:"version"`
}

func run(ctx context.Context, o options, out io.Writer) error {
	if o.child != "" {
		return profiled(o.profile, func() error { return ours(ctx, o) })
	}
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "scv-identity")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	switch {
	case o.updates:
		return updates(ctx, o, out)
	case o.score:
		return scores(ctx, o, out)
	}
	truth, err := writePeople(o)
	if err != nil {
		return err
	}
	if o.check {
		return check(ctx, o, out)
	}
	free, err := measureOurs(ctx, o, "free", truth)
	if err != nil {
		return err
	}
	if o.alone {
		return report(out, o, free)
	}
	own, err := measureOurs(ctx, o, "spec", truth)
	if err != nil {
		return err
	}
	theirs, err := measureSplink(ctx, o)
	if err != nil {
		fmt.Fprintln(out, "Splink is skipped:", err)
		return report(out, o, own, free)
	}
	if theirs.F1, err = pairF1(filepath.Join(o.dir, "splink.csv"), truth); err != nil {
		return err
	}
	return report(out, o, own, free, theirs)
}

// profiled works, under the profiler where there is a path to write to.
func profiled(path string, work func() error) error {
	if path == "" {
		return work()
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return work()
}

// ours is the child: it does what `scv identity dedupe` does, with --spec --train
// or without both.
func ours(ctx context.Context, o options) error {
	match, version := app.MatchOptions{Files: []string{filepath.Join(o.dir, "people.csv")}, ID: "unique_id", Out: filepath.Join(o.dir, "scv.csv")}, "scv, no spec"
	if o.child == "spec" {
		version = "scv"
		match.Spec = filepath.Join(o.dir, "model.json")
		match.Splink = app.SplinkOptions{Train: true, Deterministic: deterministic(), Recall: recall, TrainOn: trainOn()}
	}
	m, err := app.Match(ctx, match)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(cost{Pairs: m.Pairs, Found: m.Clusters, Version: version})
}

func measureOurs(ctx context.Context, o options, child string, truth []int32) (*cost, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	profile := o.profile
	if o.alone != (child == "free") {
		profile = ""
	}
	c, err := measured(exec.CommandContext(ctx, self, "--child", child, "--dir", o.dir, "--cpuprofile", profile))
	if err != nil {
		return nil, err
	}
	c.F1, err = pairF1(filepath.Join(o.dir, "scv.csv"), truth)
	return c, err
}

//go:embed splink.py
var script string

var errNoSplink = errors.New("no python with splink (name one with --python)")

func hasSplink(ctx context.Context, o options) bool {
	return exec.CommandContext(ctx, o.python, "-c", "import splink, duckdb").Run() == nil
}

func measureSplink(ctx context.Context, o options) (*cost, error) {
	if !hasSplink(ctx, o) {
		return nil, errNoSplink
	}
	job, err := json.Marshal(map[string]any{"dir": o.dir, "deterministic": deterministic(), "recall": recall, "train": trainOn()})
	if err != nil {
		return nil, err
	}
	return measured(exec.CommandContext(ctx, o.python, "-c", script, string(job)))
}

// measured runs a process that prints a cost; CPU, time and memory are the
// system's account of it, unless it gives its own CPU without start-up.
func measured(c *exec.Cmd) (*cost, error) {
	start := time.Now()
	text, err := lastLine(c)
	if err != nil {
		return nil, err
	}
	out := &cost{}
	if err := json.Unmarshal(text, out); err != nil {
		return nil, err
	}
	if out.CPU == 0 {
		out.CPU = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
		out.Wall = time.Since(start).Seconds()
	}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		out.Peak = float64(usage.Maxrss) / 1024
	}
	return out, nil
}

// lastLine runs a process and gives the last line it prints: Splink and DuckDB
// show progress before it.
func lastLine(c *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	c.Stderr = &said
	text, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, said.Bytes())
	}
	text = bytes.TrimSpace(text)
	return text[bytes.LastIndexByte(text, '\n')+1:], nil
}

// report prints a line for each side; the last one, if it is Splink, is what the
// first is held against.
func report(w io.Writer, o options, sides ...*cost) error {
	fmt.Fprintf(w, "%d records, 8 comparisons (4 with term frequencies), 5 blocking rules; train, score, cluster\n\n", o.rows)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tCPU s\ts\tpeak MiB\tpairs\tclusters\tF1\t")
	for _, c := range sides {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.0f\t%d\t%d\t%.4f\t\n", c.Version, c.CPU, c.Wall, c.Peak, c.Pairs, c.Found, c.F1)
	}
	if n := len(sides) - 1; n == 2 {
		for _, own := range sides[:n] {
			fmt.Fprintf(t, "Splink / %s\t%s\t%s\t%s\t\t\t\t\n", own.Version, ratio(sides[n].CPU, own.CPU), ratio(sides[n].Wall, own.Wall), ratio(sides[n].Peak, own.Peak))
		}
	}
	return t.Flush()
}

func ratio(a, b float64) string { return strconv.FormatFloat(a/b, 'f', 1, 64) + "x" }
