package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code) //nolint:gocritic // stop has run
}

// suite is one run of all checks.
type suite struct {
	ctx     context.Context //nolint:containedctx // of the one run of a command
	dbt     string          // the program, "" when there is none
	why     string          // why there is none
	scv     string
	work    string
	seed    uint64 // of random selections
	stderr  io.Writer
	results []result
}

type result struct {
	project, check, verdict, note string
	seconds                       float64
}

const (
	ok      = "ok"
	failed  = "FAILED"
	skipped = "SKIPPED"
)

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("e2e", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dbt := flags.String("dbt", "", "the `program` of dbt (default: installed into --venv)")
	venv := flags.String("venv", defaultVenv(), "`folder` of the virtual environment; made when it is not there")
	binary := flags.String("scv", "", "the `program` of scv (default: built from here)")
	only := flags.String("only", "", "one project: fixture, generated, mixed-<seed>, home")
	seed := flags.Uint64("seed", 1, "of the first mixed project and of its random selections")
	mixed := flags.Int("mixed", 2, "how many mixed projects, each of another seed")
	keep := flags.Bool("keep", false, "leave the copies of the projects where they are, and say where")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	s := &suite{ctx: ctx, scv: *binary, seed: *seed, stderr: stderr}
	if err := s.prepare(*dbt, *venv); err != nil {
		fmt.Fprintln(stderr, "e2e:", err)
		return 1
	}
	if *keep {
		fmt.Fprintln(stderr, "copies:", s.work)
	} else {
		defer os.RemoveAll(s.work)
	}
	tasks, err := s.tasks(*only, *mixed)
	if err != nil {
		fmt.Fprintln(stderr, "e2e:", err)
		return 2
	}
	s.all(tasks)
	return s.report(stdout)
}

// task is all that is checked of one project.
type task struct {
	name string
	run  func(*suite)
}

// tasks lists what is asked for: one project, or with "" every one.
func (s *suite) tasks(only string, mixed int) ([]task, error) {
	var all []task
	for _, p := range projects(s.seed, mixed) {
		all = append(all, task{p.name, func(s *suite) { s.project(p) }})
	}
	all = append(all, task{"home", (*suite).home})
	if only == "" {
		return all, nil
	}
	var names []string
	for _, t := range all {
		if t.name == only {
			return []task{t}, nil
		}
		names = append(names, t.name)
	}
	return nil, fmt.Errorf("there is no project %s: %s", only, strings.Join(names, ", "))
}

// all checks projects side by side, one to a core: dbt works on one. What they say
// stands in the order of the projects.
func (s *suite) all(tasks []task) {
	suites := slices.Repeat([]suite{*s}, len(tasks))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for i := range next {
				tasks[i].run(&suites[i])
			}
		})
	}
	for i := range tasks {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, one := range suites {
		s.results = append(s.results, one.results...)
	}
}

func (s *suite) prepare(dbt, venv string) error {
	var err error
	if s.work, err = os.MkdirTemp("", "scv-e2e"); err != nil {
		return err
	}
	if s.scv == "" {
		s.scv = filepath.Join(s.work, "scv")
		if out, err := command(s.ctx, ".", nil, "go", "build", "-o", s.scv, "./cmd/scv"); err != nil {
			return fmt.Errorf("build scv: %w\n%s", err, out)
		}
	}
	s.dbt = dbt
	if dbt == "" {
		s.dbt, s.why = install(s.ctx, venv, s.stderr)
	}
	return nil
}

// check runs one check and keeps its result. The first lines of a failure are shown.
func (s *suite) check(project, name string, fn func() (note string, err error)) bool {
	started := time.Now()
	note, err := fn()
	r := result{project: project, check: name, verdict: ok, note: note, seconds: time.Since(started).Seconds()}
	if err != nil {
		r.verdict = failed
		r.note, _, _ = strings.Cut(err.Error(), "\n")
		fmt.Fprintf(s.stderr, "%s, %s: %v\n", project, name, shortened(err.Error(), 30))
	}
	s.results = append(s.results, r)
	return err == nil
}

func (s *suite) skip(project, name, why string) {
	s.results = append(s.results, result{project: project, check: name, verdict: skipped, note: why})
}

func shortened(text string, lines int) string {
	all := strings.Split(text, "\n")
	if len(all) > lines {
		all = append(all[:lines], fmt.Sprintf("... and %d lines more", len(all)-lines))
	}
	return strings.Join(all, "\n")
}

func (s *suite) report(w io.Writer) int {
	code := 0
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "project\tcheck\tresult\tseconds\tnote")
	for _, r := range s.results {
		fmt.Fprintf(t, "%s\t%s\t%s\t%.1f\t%s\n", r.project, r.check, r.verdict, r.seconds, shortened(r.note, 1))
		if r.verdict == failed {
			code = 1
		}
	}
	if t.Flush() != nil {
		return 1
	}
	return code
}
