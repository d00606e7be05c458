// Command jinja measures scv/jinja beside Python's Jinja2 on templates as dbt
// projects have them: CPU seconds of both in one run, and their ratio.
//
//	go run ./bench/jinja
//	go run ./bench/jinja --templates 400 --seconds 2
//
// It needs python3 with Jinja2 3.1.6 for the other side, and says so without.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"text/tabwriter"
)

// task is one thing that both engines do to every template.
type task struct {
	name, what string
	target     float64 // ratio that is promised
}

func tasks() []task {
	return []task{
		{"parse", "text to syntax tree", 20},
		{"render", "text to output: what dbt does for every node", 50},
		{"ready", "output of a template that is ready", 4},
	}
}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("jinja", flag.ContinueOnError)
	flags.SetOutput(stderr)
	count := flags.Int("templates", 200, "how many `templates`")
	seconds := flags.Float64("seconds", 1, "least CPU `seconds` of each measurement")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	runtime.GOMAXPROCS(1)   // one core for both; our garbage collector's work counts
	debug.SetGCPercent(400) // as in scv dbt
	sources := templates(*count)
	ours, err := measure(ctx, sources, *seconds)
	if err != nil {
		fmt.Fprintln(stderr, "jinja:", err)
		return 1
	}
	theirs, err := measurePython(ctx, sources, *seconds)
	if err != nil {
		fmt.Fprintln(stderr, "jinja: no comparison:", err)
	}
	return report(stdout, sources, ours, theirs)
}

// report prints templates per CPU second and the ratios. It gives 1 when one is
// below what is promised.
func report(w io.Writer, sources []string, ours, theirs map[string]float64) int {
	lines := 0
	for _, s := range sources {
		lines += lineCount(s)
	}
	fmt.Fprintf(w, "%d templates of %d lines on average; templates per CPU second, one core\n\n", len(sources), lines/len(sources))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "scv/jinja\tJinja2\tratio\tpromised\t  \t")
	code := 0
	for _, each := range tasks() {
		a := ours[each.name]
		b, ok := theirs[each.name]
		if !ok {
			fmt.Fprintf(t, "%.0f\t-\t-\t%.0fx\t  %s: %s\t\n", a, each.target, each.name, each.what)
			continue
		}
		if a/b < each.target {
			code = 1
		}
		fmt.Fprintf(t, "%.0f\t%.0f\t%.1fx\t%.0fx\t  %s: %s\t\n", a, b, a/b, each.target, each.name, each.what)
	}
	if t.Flush() != nil {
		return 1
	}
	return code
}
