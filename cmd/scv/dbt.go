package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"scv/internal/app"
	dbtcommand "scv/internal/dbt/command"

	"github.com/spf13/cobra"
)

const dbtExit = `
Exit codes are dbt's: 0 fine, 1 a node failed, 2 the command could not do its work.`

// exitError ends the program with dbt's code; what happened was said already.
type exitError int

// Error is never shown.
func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// dbtVerb is how one verb is shown and what it takes.
type dbtVerb struct {
	use, short, long, example string
	verb                      string // as run_results.json calls it
	flags                     []func(*dbtFlags)
	aliases                   []string
	args                      cobra.PositionalArgs
}

func (c *command) dbt() *cobra.Command {
	f := dbtcommand.NewFlags()
	cmd := &cobra.Command{
		Use:   "dbt",
		Short: "Run dbt's commands on a dbt project, natively",
		Long: `dbt runs the commands of dbt 1.12 on a dbt project, without dbt: build, run, test, ls,
compile, show, source freshness, docs generate and the others, with dbt's flags, output,
artifacts and exit codes.

Which project: --project-dir, else a dbt_project.yml in this folder or above, else the
project of the home (--dir, or the nearest folder with an scv.yml). A project of your own is
built where the target of its profiles.yml (type duckdb) says. In a home, what build and run
make goes into silver__work, identity__work and gold__work: readers see nothing of it before
"scv run" has checked and published it; models that are not built are read where they are
published.

Every flag can be set by an environment variable DBT_<FLAG>, such as DBT_FULL_REFRESH=true.
` + dbtExit,
		Example: `  scv dbt build                                   seeds, models, snapshots and tests, in order
  scv dbt run --select stg_orders+ --full-refresh
  scv dbt ls --select tag:nightly,config.materialized:table
  scv dbt show --inline "select * from {{ ref('dim_customer') }}" --limit 3
  scv dbt build --project-dir ../shop --profiles-dir ../shop`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	(&dbtFlags{cmd.PersistentFlags(), f}).global()
	for _, v := range dbtVerbs() {
		cmd.AddCommand(c.dbtCommand(v, f))
	}
	cmd.AddCommand(
		c.dbtGroup("source", "Ask how fresh the sources are", dbtFreshness(), f),
		c.dbtGroup("docs", "Write the documentation of a project", dbtDocs(), f),
	)
	return cmd
}

func (c *command) dbtGroup(use, short string, v dbtVerb, f *dbtcommand.Flags) *cobra.Command {
	group := &cobra.Command{
		Use: use, Short: short, Example: v.example, Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(c.dbtCommand(v, f))
	return group
}

func (c *command) dbtCommand(v dbtVerb, f *dbtcommand.Flags) *cobra.Command {
	args := v.args
	if args == nil {
		args = cobra.NoArgs
	}
	cmd := &cobra.Command{
		Use: v.use, Short: v.short, Long: v.long + "\n" + dbtExit, Example: v.example, Aliases: v.aliases, Args: usageArgs(args),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				f.Macro = args[0]
			}
			if err := fromEnvironment(cmd, f); err != nil {
				return usage(err)
			}
			return c.runDBT(cmd.Context(), v.verb, f)
		},
	}
	flags := &dbtFlags{cmd.Flags(), f}
	for _, add := range v.flags {
		add(flags)
	}
	return cmd
}

// dbtGarbage lets the heap of a dbt verb grow further between two collections:
// these commands are short. dbtMemory holds against that in large projects.
const (
	dbtGarbage = 600
	dbtMemory  = 310 << 20
)

func (c *command) runDBT(ctx context.Context, verb string, f *dbtcommand.Flags) error {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(dbtGarbage)
		debug.SetMemoryLimit(dbtMemory)
	}
	o := app.DBTOptions{
		Options: c.options(nil), Home: c.dir, Stdout: c.stdout, Stderr: c.stderr, Colour: c.outStyle().Colour, Args: os.Args[1:],
	}
	if c.json {
		o.Stdout, o.Document, o.Colour = c.stderr, c.stdout, false
	}
	code, err := app.DBT(ctx, verb, f, o)
	if err != nil {
		c.printError(err)
		return exitError(2)
	}
	if code != 0 {
		return exitError(code)
	}
	return nil
}
