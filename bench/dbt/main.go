// Command dbt measures `scv dbt` beside dbt-core on generated projects: CPU
// seconds, elapsed time and memory of both in one run, and the ratios.
//
//	go run ./bench/dbt                       with the figures that dbt-core once had
//	go run ./bench/dbt --dbt /path/to/dbt    with a dbt that is there
//	go run ./bench/dbt --write DIR           only write the large project, to look at it
//
// The large project has 2,000 models and 6,000 tests, the small one 5 models, 2
// seeds and 18 tests. Elapsed time means something on an idle machine only; CPU
// seconds do on any. What was promised is shown with whether it is held.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"

	"scv/bench/dbt/generate"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("dbt", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dbt := flags.String("dbt", "", "the `program` of dbt-core; without it, recorded figures stand beside ours")
	binary := flags.String("scv", "", "the `program` of scv (default: built from here)")
	models := flags.Int("models", 2000, "models of the large project; three tests each")
	write := flags.String("write", "", "only write the large project into a `folder`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	large := generate.Files(generate.Size{Models: *models, Tests: 3 * *models, Seeds: 5, Seed: 1})
	if *write != "" {
		return told(stderr, generate.Write(*write, large))
	}
	work, err := os.MkdirTemp("", "scv-bench-dbt")
	if err != nil {
		return told(stderr, err)
	}
	defer os.RemoveAll(work)
	if *binary == "" {
		*binary = filepath.Join(work, "scv")
		build := exec.CommandContext(ctx, "go", "build", "-o", *binary, "./cmd/scv")
		build.Stderr = stderr
		if err := build.Run(); err != nil {
			return told(stderr, fmt.Errorf("build scv: %w", err))
		}
	}
	b := &bench{ctx: ctx, scv: *binary, dbt: *dbt, work: work, recorded: *models == 2000}
	small := generate.Files(generate.Size{Models: 5, Tests: 18, Seeds: 2, Seed: 1})
	if err := b.measure(large, small); err != nil {
		return told(stderr, err)
	}
	return told(stderr, b.report(stdout))
}

func told(w io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(w, "dbt:", err)
	return 1
}

func (b *bench) report(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tscv CPU s\telapsed s\tMiB\tdbt-core CPU s\telapsed s\tMiB\tratio\tbars\t")
	for _, r := range b.rows {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.0f\t", r.name, r.ours.cpu, r.ours.elapsed, r.ours.memory)
		if r.theirs.cpu == 0 {
			fmt.Fprintf(t, "-\t-\t-\t-\t%s\t\n", r.held())
			continue
		}
		fmt.Fprintf(t, "%.2f\t%.2f\t%.0f\t%.1fx\t%s\t\n", r.theirs.cpu, r.theirs.elapsed, r.theirs.memory, r.theirs.cpu/r.ours.cpu, r.held())
	}
	fmt.Fprintln(t)
	if err := t.Flush(); err != nil {
		return err
	}
	side := "dbt-core: " + b.dbt
	if b.dbt == "" {
		side = "dbt-core: figures recorded in November 2026 with dbt-core 1.12.6 on 2 cores (--dbt measures it here)"
	}
	_, err := fmt.Fprintln(w, side)
	return err
}
