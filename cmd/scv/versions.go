package main

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) versions() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "versions",
		Short: "What was published and is kept; what changed between two versions",
		Long: `versions lists the published versions that are kept (keep_versions: in scv.yml, 7 when it
says nothing), with the run that built each, its verdict and checks, its customers and rows,
and its size on disk; then the runs that were refused since the oldest of them.
` + exitHelp,
		Example: `  scv versions
  scv versions diff            the live one against the one before
  scv versions diff 4 7
  scv versions compact
  scv rollback --reason "birthdays of source legacy are wrong"`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd, func(a *app.App) error {
				list, err := a.Versions(cmd.Context())
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(list)
				}
				c.printVersions(list)
				return nil
			})
		},
	}
	cmd.AddCommand(c.versionsDiff(), c.versionsCompact())
	return cmd
}

func (c *command) printVersions(list *app.VersionList) {
	defer c.printRefused(list.Refused)
	lines := list.Versions
	if len(lines) == 0 {
		c.say("Nothing is published yet: type `scv run`.")
		return
	}
	t := term.Table{
		Header: []string{"version", "", "published", "run", "verdict", "checks", "customers", "gold rows", "size"},
		Spare:  []string{"run", "gold rows", "size", "verdict"},
	}
	for _, l := range lines {
		t.Add(strconv.FormatInt(l.Version, 10), standing(l), l.PublishedAt.Format("2006-01-02 15:04"), l.RunID, string(l.Verdict),
			fmt.Sprintf("%d passed, %d warned", l.Checks.Passed, l.Checks.Warned), term.Count(l.Customers), term.Count(goldRows(l)), megabytes(l.Bytes))
	}
	c.table(&t)
	for _, l := range lines {
		if l.Left != nil {
			c.say("\n%s version %d was left %s by %s: %s", c.outStyle().Mark(term.Watch), l.Version, l.Left.At.Format("2006-01-02 15:04"), l.Left.By, l.Left.Reason)
		}
	}
}

// printRefused names the runs whose version readers never saw.
func (c *command) printRefused(refused []app.RefusedLine) {
	for _, r := range refused {
		what := "built nothing: it would repeat a version that was left"
		if len(r.Failed) > 0 {
			what = fmt.Sprintf("%d checks failed: %s", len(r.Failed), strings.Join(r.Failed[:min(3, len(r.Failed))], ", "))
		}
		c.say("\n%s run %s was refused %s, readers never saw it: %s", c.outStyle().Mark(term.Bad), r.RunID, r.Started.Format("2006-01-02 15:04"), what)
	}
}

func standing(l app.VersionLine) string {
	switch {
	case l.Live:
		return "live"
	case l.Left != nil:
		return "left"
	default:
		return ""
	}
}

func goldRows(l app.VersionLine) int64 {
	var n int64
	for name, rows := range l.Rows {
		if len(name) > 5 && name[:5] == string(scv.Gold)+"." {
			n += rows
		}
	}
	return n
}

func megabytes(n int64) string {
	if n < 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func (c *command) rollback() *cobra.Command {
	var reason, by string
	cmd := &cobra.Command{
		Use:   "rollback [VERSION]",
		Short: "Show readers an earlier version again, at once",
		Long: `rollback points readers back to the version before the live one, or to the one you name,
in one step whatever its size, and records who did it and why. The next run goes on
from the version that readers see then. It refuses to build from exactly what gave
the version that was left (exit code 4); when rows, project or scv.yml changed it
goes on. A model of matching that was trained since stays out until somebody trains
again. Naming a newer version undoes a rollback.
` + exitHelp,
		Example: `  scv rollback --reason "birthdays of source legacy are wrong"
  scv rollback 4 --reason "back to before the merger"
  scv versions diff 7 4`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := versionNumbers(args)
			if err != nil {
				return err
			}
			if reason == "" {
				return usage(fmt.Errorf("a rollback needs --reason: who reads the list later must know why"))
			}
			return c.change(cmd, func(a *app.App) error {
				start := time.Now()
				done, err := a.Rollback(cmd.Context(), to[0], person(by), reason)
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(done)
				}
				c.say("%s readers see version %d again, no longer %d (%s)", c.outStyle().Mark(term.Good), done.To, done.From, term.Took(time.Since(start)))
				for _, t := range done.Untrained {
					c.say("  the model of %ss that was trained stays out: %s", t.Party, t.Reason)
				}
				c.say("  scv versions diff %d %d    what that changed", done.From, done.To)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why: kept with the version (needed)")
	cmd.Flags().StringVar(&by, "by", "", "who (default: the user of this machine)")
	return cmd
}

// versionNumbers reads up to two version numbers; what is not given is 0.
func versionNumbers(args []string) ([2]int64, error) {
	var numbers [2]int64
	for i, arg := range args {
		n, err := strconv.ParseInt(arg, 10, 64)
		if err != nil || n <= 0 {
			return numbers, usage(fmt.Errorf("%q is no version: it is a number of `scv versions`", arg))
		}
		numbers[i] = n
	}
	return numbers, nil
}

// person names who acts: as said, or as the machine knows them.
func person(by string) string {
	if by != "" {
		return by
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return os.Getenv("USER")
}
