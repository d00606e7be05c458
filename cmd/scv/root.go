package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	dbtcommand "scv/internal/dbt/command"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

const exitHelp = `
Exit codes: 0 fine, 1 internal, 2 usage, 3 data verdict failed (nothing published),
4 refused by a gate or after a rollback, 5 denied, 6 a source, a file or the
machine cannot be used, 130 interrupted.`

// command is what every subcommand works with.
type command struct {
	stdout, stderr io.Writer
	terminal       io.Writer // stdout as it was given: whether it is a terminal shows there
	columns        int       // that it has; 0 = it says so itself
	dir            string
	json           bool
	verbose        bool
	start          time.Time
	name           string // of the command that runs, "scv run"
}

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	out := &output{Writer: stdout}
	c := &command{stdout: out, terminal: stdout, stderr: stderr, start: time.Now()}
	root := c.root()
	if len(args) > 0 && slices.Contains(args, "dbt") {
		args = dbtcommand.Words(args)
	}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && err != nil {
		err = errors.Join(context.Canceled, err)
	}
	lost := out.err()
	var code exitError
	if errors.As(err, &code) && lost == nil {
		return int(code)
	}
	if lost != nil {
		err = errors.Join(err, lost)
	}
	if err != nil {
		c.printError(err)
	}
	return scv.ExitOf(err)
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "scv",
		Short: "One customer view from Dynamics 365, Excel and weather",
		Long: `scv turns customers scattered over Dynamics 365, legacy Excel workbooks and other
files, joined with weather, into one governed single customer view.

Start with:   scv demo            an example company, run end to end
Your data:    scv source infer my-files --dir my-home --write
              then look at my-home/scv.yml and type scv run --dir my-home
` + exitHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usageArgs(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },

		PersistentPreRun: func(cmd *cobra.Command, _ []string) { c.name = cmd.CommandPath() },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&c.dir, "dir", "", "the home: folder with scv.yml (default: this folder or the nearest above)")
	flags.BoolVar(&c.json, "json", false, "print one JSON document on stdout; everything else goes to stderr")
	flags.BoolVar(&c.verbose, "verbose", false, "show error codes' causes and details")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		c.demo(), c.init(), c.runCommand(), c.status(),
		c.customer(), c.query(), c.lineage(),
		c.source(), c.quarantine(), c.identity(),
		c.versions(), c.rollback(),
		c.readiness(), c.report(),
		c.notify(), c.drill(),
		c.version(),
	)
	root.AddCommand(c.dbt())
	return root
}

func usage(err error) error {
	return &scv.Error{Code: scv.CodeUsage, Err: err, Hint: "Add --help to see the command's arguments and examples."}
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err != nil {
			return usage(err)
		}
		return nil
	}
}

// printError says what happened, where, and what to type next.
func (c *command) printError(err error) {
	code := scv.CodeOf(err)
	fmt.Fprintf(c.stderr, "%s %s (%s)\n", c.style().Mark(term.Bad), oneLine(err), code)
	if hint := scv.HintOf(err); hint != "" {
		fmt.Fprintf(c.stderr, "  %s\n", hint)
	} else if info, ok := scv.Lookup(code); ok {
		fmt.Fprintf(c.stderr, "  %s\n", info.Fix)
	}
	if info, ok := scv.Lookup(code); ok && c.verbose {
		fmt.Fprintf(c.stderr, "  %s: %s\n", info.Title, info.Cause)
	}
}

func oneLine(err error) string {
	return strings.TrimSpace(strings.ReplaceAll(err.Error(), "\n", "\n  "))
}

// progress shows long work on stderr.
func (c *command) progress() *term.Progress {
	return term.NewProgress(c.stderr, c.style(), time.Now)
}

func (c *command) style() term.Style {
	return term.StyleFor(c.stderr, os.Getenv("NO_COLOR") != "")
}

// outStyle is the style of stdout.
func (c *command) outStyle() term.Style {
	s := term.StyleFor(c.terminal, os.Getenv("NO_COLOR") != "")
	s.Width = cmp.Or(c.columns, s.Width)
	return s
}

// options are what every opened home is given.
func (c *command) options(progress scv.Progress) app.Options {
	return app.Options{
		Now: time.Now, Env: os.LookupEnv, Progress: progress, Command: c.name,
		Warn: func(format string, args ...any) {
			fmt.Fprintf(c.stderr, "%s %s\n", c.style().Mark(term.Watch), fmt.Sprintf(format, args...))
		},
	}
}

// open opens the home that --dir names or that is nearest above, to change it.
func (c *command) open(ctx context.Context, progress scv.Progress) (*app.App, error) {
	dir, err := app.Find(c.dir)
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, dir, c.options(progress))
}
