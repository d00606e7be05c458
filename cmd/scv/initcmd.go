package main

import (
	"errors"
	"fmt"
	"strings"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"
)

func (c *command) init() *cobra.Command {
	var r refresh
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a home: a commented scv.yml and the dbt project",
		Long: `init writes a commented scv.yml and the dbt project into DIR (default: this folder).
Name your sources in scv.yml, map their columns, and type scv run.

It never writes over a file: a folder that has an scv.yml already keeps it and gets
what is missing.

A newer scv may ship other models and macros than those a home was made with. With
--refresh init brings up to date the files of the project that nobody has edited, and
names those that were; --plan shows the differences and writes nothing. With --force
edited ones are replaced, too, each kept beside as NAME.before. An edited file that is
shipped as it was then is left alone. A file of a home that was made before scv took
note of what it wrote counts as edited.
` + exitHelp,
		Example: `  scv init my-home
  scv init --dir my-home         the same
  scv init --refresh --plan      what a newer scv would change in the project
  scv init --refresh`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := c.dir
			if len(args) == 1 {
				dir = args[0]
			}
			switch {
			case r.wanted:
				return c.refresh(dir, r)
			case r.plan || r.force:
				return usage(errors.New("--plan and --force go with --refresh"))
			case dir == "":
				dir = "."
			}
			written, err := app.Init(dir)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]any{"dir": dir, "written": written})
			}
			fmt.Fprintf(c.stdout, "%d files written to %s\n\nNext:\n  scv source infer FILES --dir %s --append    propose the sources of your files, or\n  edit %s/scv.yml                             name them and map their columns yourself\n  scv run --dir %s                            build and publish the customer view\n", len(written), dir, dir, dir, dir)
			return nil
		},
	}
	cmd.Flags().BoolVar(&r.wanted, "refresh", false, "bring the project's files up to date that nobody has edited")
	cmd.Flags().BoolVar(&r.plan, "plan", false, "with --refresh: show the differences and write nothing")
	cmd.Flags().BoolVar(&r.force, "force", false, "with --refresh: replace edited files, too, each kept as NAME.before")
	return cmd
}

// refresh is how a project is brought up to date.
type refresh struct{ wanted, plan, force bool }

func (c *command) refresh(dir string, r refresh) error {
	dir, err := app.Find(dir)
	if err != nil {
		return err
	}
	list, err := app.Refresh(dir, !r.plan, r.force)
	switch {
	case err != nil:
		return err
	case c.json:
		return c.printJSON(map[string]any{"dir": dir, "written": !r.plan, "files": list})
	case len(list) == 0:
		c.say("The project has the files of this version of scv.")
		return nil
	}
	edited := 0
	for _, f := range list {
		said := map[string]string{
			app.FileMissing: "is missing", app.FileOutdated: "is of an earlier version", app.FileEdited: "was edited, and stays", app.FileReplaced: "was edited; yours is kept as " + f.Kept,
		}[f.State]
		mark := term.Good
		if f.State == app.FileEdited {
			edited++
			mark = term.Watch
		}
		c.say("%s %s %s", c.outStyle().Mark(mark), f.Path, said)
		if !r.plan || f.State == app.FileMissing {
			continue
		}
		for line := range strings.Lines(string(diff.Diff("here", []byte(f.Current), "shipped", []byte(f.Shipped)))) {
			c.say("    %s", strings.TrimRight(line, " \n"))
		}
	}
	c.say("")
	if r.plan {
		c.say("Nothing is written: that is done without --plan.")
	} else {
		c.say("%s written", counted(len(list)-edited, "file"))
	}
	if edited > 0 {
		c.sayAll([]string{fmt.Sprintf("%s left alone: --plan shows what this version has there, --force replaces what was edited and keeps it beside.", counted(edited, "edited file"))})
	}
	return nil
}
