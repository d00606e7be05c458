package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/bronze"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) quarantine() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quarantine",
		Short: "Rows that could not be taken: look, repair, let in, try again",
		Long: `A row that is not what its columns are declared to be waits in quarantine with every
reason. Correcting it at its source is best: the next run takes it. Where that cannot
be done, repair it here: the values you give are kept with who and why, the row takes
the normal way into bronze, and the same row delivered again is repaired again. A row
that the source changes is taken as the source has it.
` + exitHelp,
		Example: `  scv quarantine list
  scv quarantine show Q-3F0A9C1D2E4B
  scv quarantine fix Q-3F0A9C1D2E4B --set birth_date=1980-02-03 --reason "asked the customer"
  scv quarantine release Q-3F0A9C1D2E4B --reason "birthday is not known"
  scv quarantine replay --source legacy --reason "date format added"`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.quarantineList(), c.quarantineShow(), c.quarantineFix(), c.quarantineRelease(), c.quarantineReplay())
	return cmd
}

// heldFlags choose rows.
type heldFlags struct {
	source, entity, code, state string
	older                       time.Duration
}

func (f *heldFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.source, "source", "", "rows of this source")
	cmd.Flags().StringVar(&f.entity, "entity", "", "rows of this entity")
	cmd.Flags().StringVar(&f.code, "code", "", "rows with this reason (SCV-B001)")
	cmd.Flags().DurationVar(&f.older, "older", 0, "rows that wait at least so long (48h)")
}

func (f *heldFlags) filter(a *app.App) bronze.Filter {
	return bronze.Filter{Source: f.source, Entity: f.entity, Code: strings.ToUpper(f.code), State: f.state, Before: a.Age(f.older)}
}

// heldList is what `scv quarantine list --json` prints.
type heldList struct {
	Rows  int           `json:"rows"`
	Shown []bronze.Held `json:"shown"`
}

func (c *command) quarantineList() *cobra.Command {
	f := heldFlags{}
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Rows in quarantine, by source, reason and age",
		Long: `list shows the rows that wait in quarantine, oldest first: where each stands in its
file and why it waits. No value of a row is in it; show has them.
` + exitHelp,
		Example: `  scv quarantine list
  scv quarantine list --source legacy --code SCV-B001
  scv quarantine list --older 168h          waiting for a week
  scv quarantine list --state repaired      let in by somebody
  scv quarantine list --json | jq .rows`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if states := []string{"", bronze.StateHeld, bronze.Repaired, bronze.Resolved, bronze.AnyState}; !slices.Contains(states, f.state) {
				return usage(fmt.Errorf("--state %q is none: it is held, repaired, resolved or any", f.state))
			}
			return c.with(cmd, func(a *app.App) error {
				rows, err := a.Quarantine(cmd.Context(), f.filter(a))
				if err != nil {
					return err
				}
				shown := rows[:min(len(rows), limit)]
				if c.json {
					return c.printJSON(heldList{len(rows), append([]bronze.Held{}, shown...)})
				}
				c.printQuarantine(rows, shown, f.state)
				return nil
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.state, "state", "", "held (default), repaired, resolved or any")
	cmd.Flags().IntVar(&limit, "limit", 100, "rows to show")
	return cmd
}

func (c *command) printQuarantine(rows, shown []bronze.Held, state string) {
	if len(rows) == 0 {
		c.say("No row is in quarantine%s.", map[bool]string{true: "", false: " with what you ask for"}[state == ""])
		return
	}
	t := term.Table{Header: []string{"id", "source", "place", "reasons", "since", ""}}
	for _, h := range shown {
		note := ""
		if h.State != bronze.StateHeld {
			note = h.State
		}
		t.Add(h.ID, h.Source+"/"+h.Entity, place(h), titles(h.Codes), h.Since.Format(time.DateOnly), note)
	}
	c.table(&t)
	if len(rows) > len(shown) {
		c.say("%s of %s rows; --limit shows more", term.Count(int64(len(shown))), term.Count(int64(len(rows))))
	}
	c.say("")
	c.say("  scv quarantine show %s    the row and what is wrong with it", shown[0].ID)
}

func place(h bronze.Held) string {
	at := h.File[strings.LastIndexByte(h.File, '/')+1:]
	if h.Sheet != "" {
		at += "!" + h.Sheet
	}
	return at + ":" + strconv.FormatInt(h.Row, 10)
}

// titles gives the codes of a row with what they mean.
func titles(codes string) string {
	var words []string
	for code := range strings.SplitSeq(codes, ", ") {
		info, ok := scv.Lookup(scv.Code(code))
		if !ok {
			words = append(words, code)
			continue
		}
		words = append(words, info.Title+" ("+code+")")
	}
	return strings.Join(words, ", ")
}

func (c *command) quarantineShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "One row: its cells, every reason, where it stands, what was done",
		Long: `show prints a row of the quarantine with its values, which may be personal data: every
cell with the reasons it is not taken for, the place in its file, and every repair
with who made it, when and why.
` + exitHelp,
		Example: `  scv quarantine show Q-3F0A9C1D2E4B
  scv quarantine show Q-3F0A9C1D2E4B --json | jq .columns`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				row, err := a.HeldRow(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(row)
				}
				c.printHeldRow(row)
				return nil
			})
		},
	}
}

func (c *command) printHeldRow(h *app.HeldRow) {
	c.say("%s  %s/%s, record %s", h.ID, h.Source, h.Entity, h.RecordID)
	c.say("%s, since %s: %s", place(h.Held), h.Since.Format("2006-01-02 15:04"), h.State)
	c.say("")
	for _, r := range h.Reasons {
		if r.Column == "" {
			c.say("%s %s (%s): %s", c.outStyle().Mark(term.Bad), titleOf(r.Code), r.Code, r.Detail)
		}
	}
	t := term.Table{Header: []string{"column", "value", "reason"}}
	for _, cell := range h.Columns {
		var why []string
		for _, r := range cell.Reasons {
			why = append(why, titleOf(r.Code)+" ("+string(r.Code)+")")
		}
		t.Add(cell.Column, cell.Value, strings.Join(why, ", "))
	}
	if h.Cells == nil {
		c.say("  %s", h.Raw)
		c.say("")
	}
	c.table(&t)
	for _, r := range h.Repairs {
		c.say("")
		c.say("%s %s by %s: %s", r.At.Format("2006-01-02 15:04"), r.Action, r.By, r.Reason)
		for _, column := range slices.Sorted(maps.Keys(r.After)) {
			c.say("  %s: %q, was %q", column, r.After[column], r.Before[column])
		}
		c.say("  %s, %s", r.State, r.Outcome)
	}
	if h.State == bronze.StateHeld {
		c.say("")
		c.say("  scv quarantine fix %s --set COLUMN=VALUE --reason WHY    take it with other values", h.ID)
	}
}

func titleOf(code scv.Code) string {
	info, _ := scv.Lookup(code)
	return info.Title
}

// actFlags say who acts, and why.
type actFlags struct{ as, reason string }

func (f *actFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.reason, "reason", "", "why: kept with the repair (needed)")
	cmd.Flags().StringVar(&f.as, "as", "", "who (default: the user of this machine)")
}

func (f *actFlags) act() (app.Act, error) {
	if strings.TrimSpace(f.reason) == "" {
		return app.Act{}, usage(errors.New("this needs --reason: who reads the record later must know why"))
	}
	return app.Act{By: person(f.as), Reason: f.reason}, nil
}

func (c *command) quarantineFix() *cobra.Command {
	var f actFlags
	var set []string
	cmd := &cobra.Command{
		Use:   "fix ID --set COLUMN=VALUE --reason WHY",
		Short: "Take a row with other values, kept with who and why",
		Long: `fix sets cells of a row in quarantine and lets it in: it is typed as every row is, with
the place it comes from and the repair's id (_scv_repair) beside it. Before and after,
who and why are kept in the control database. Every column that keeps the row out
must be set; an empty value leaves the cell empty. Of a line that could not be cut into
cells every value has to be given: what is not set is empty. A repaired row can be
fixed again.
Readers see it after the next scv run.
` + exitHelp,
		Example: `  scv quarantine fix Q-3F0A9C1D2E4B --set birth_date=1980-02-03 --reason "asked the customer"
  scv quarantine fix Q-3F0A9C1D2E4B --set "Member no"=M-19 --set joined= --reason "paper form" --as kim`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			values, err := assignments(set)
			if err != nil {
				return err
			}
			act, err := f.act()
			if err != nil {
				return err
			}
			return c.change(cmd, func(a *app.App) error {
				done, err := a.FixHeld(cmd.Context(), args[0], values, act)
				return c.printRepaired(done, err)
			})
		},
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "COLUMN=VALUE: the column's name in bronze or in the source; repeat it for more")
	f.add(cmd)
	return cmd
}

// assignments reads COLUMN=VALUE words. The values may be personal data: an error
// names the column only.
func assignments(words []string) (map[string]string, error) {
	if len(words) == 0 {
		return nil, usage(errors.New("nothing is set: write --set COLUMN=VALUE"))
	}
	set := map[string]string{}
	for i, w := range words {
		column, value, ok := strings.Cut(w, "=")
		column = strings.TrimSpace(column)
		if !ok || column == "" {
			return nil, usage(fmt.Errorf("--set number %d is not COLUMN=VALUE", i+1))
		}
		if _, twice := set[column]; twice {
			return nil, usage(fmt.Errorf("column %s is set twice", column))
		}
		set[column] = value
	}
	return set, nil
}

func (c *command) quarantineRelease() *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use:   "release ID --reason WHY",
		Short: "Take a row without the values that keep it out",
		Long: `release lets a row in with the cells empty that could not be typed, and keeps who said
so and why. What the source wrote stays in quarantine, to be looked at. A row without
a key cannot be released: fix says which record it is.
` + exitHelp,
		Example: `  scv quarantine release Q-3F0A9C1D2E4B --reason "birthday is not known"`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			act, err := f.act()
			if err != nil {
				return err
			}
			return c.change(cmd, func(a *app.App) error {
				done, err := a.ReleaseHeld(cmd.Context(), args[0], act)
				return c.printRepaired(done, err)
			})
		},
	}
	f.add(cmd)
	return cmd
}

func (c *command) printRepaired(done *app.Repaired, err error) error {
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(done)
	}
	c.say("%s %s is in bronze as %s, with repair %s", c.outStyle().Mark(term.Good), done.HeldID, done.RecordID, done.ID)
	c.say("  %s", lawWords(done.Counts))
	c.say("  scv run    lets readers see it")
	return nil
}

// lawWords tells what a load did with its rows.
func lawWords(n scv.Counts) string {
	return fmt.Sprintf("%s rows read = %s new + %s unchanged + %s in quarantine", term.Count(n.Read), term.Count(n.Loaded), term.Count(n.Unchanged), term.Count(n.Quarantined))
}

func (c *command) quarantineReplay() *cobra.Command {
	var f heldFlags
	var who actFlags
	cmd := &cobra.Command{
		Use:   "replay --reason WHY",
		Short: "Try rows again, after a change of types or files",
		Long: `replay reads the tables with rows that wait again and takes the rows that fit now: after
a type or a date format was added to scv.yml, or a file was corrected. It loads
and does not publish: scv run does.
` + exitHelp,
		Example: `  scv quarantine replay --reason "date format added"
  scv quarantine replay --source legacy --code SCV-B001 --reason "format DD.MM.YY added"`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			act, err := who.act()
			if err != nil {
				return err
			}
			return c.change(cmd, func(a *app.App) error {
				done, err := a.ReplayHeld(cmd.Context(), f.filter(a), act)
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(done)
				}
				c.printReplayed(done)
				return nil
			})
		},
	}
	f.add(cmd)
	who.add(cmd)
	return cmd
}

func (c *command) printReplayed(r *app.Replayed) {
	if r.Tried == 0 {
		c.say("No row waits that fits what you ask for.")
		return
	}
	c.say("%s %s rows tried again: %s let in, %s still held", c.outStyle().Mark(term.Good), term.Count(int64(r.Tried)), term.Count(int64(r.Released)), term.Count(int64(r.Held)))
	c.say("  %s", lawWords(r.Counts))
	if r.Released > 0 {
		c.say("  scv run    lets readers see them")
	}
}
