package main

import (
	"strings"

	"scv"
	"scv/internal/app"
	"scv/internal/identity"

	"github.com/spf13/cobra"
)

func (c *command) customer() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "customer",
		Short: "Find a customer, see what is known and why",
		Example: `  scv customer search "jon smith"
  scv customer show C-7Q2M4XK9RT3FA
  scv customer explain crm/contact/5f0c... legacy/customer/10042`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.customerSearch(), c.customerShow(), c.customerExplain(), c.customerMatch(), c.customerMerge(), c.customerUnmerge())
	return cmd
}

// with opens the home for one question and closes it again. Another process may
// hold the warehouse: it answers.
func (c *command) with(cmd *cobra.Command, ask func(*app.App) error) error {
	dir, err := app.Find(c.dir)
	if err != nil {
		return err
	}
	a, err := app.OpenToRead(cmd.Context(), dir, c.options(nil))
	if err != nil {
		return err
	}
	defer a.Close()
	return ask(a)
}

// change opens the home for one change and closes it again.
func (c *command) change(cmd *cobra.Command, do func(*app.App) error) error {
	a, err := c.open(cmd.Context(), nil)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

func (c *command) customerSearch() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "search WORDS",
		Short: "Customers by name, e-mail, phone, place or id, best first",
		Long: `search finds customers by words: parts of a name, an e-mail address, a phone number,
a place, an id. Every word must be like something in the golden record; spelling
may be a little wrong.
` + exitHelp,
		Example: `  scv customer search "jon smith"
  scv customer search "müller dresden" --limit 5
  scv customer search anna@example.org --json`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				hits, err := a.Answers.Search(cmd.Context(), strings.Join(args, " "), limit)
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(hits)
				}
				c.printHits(hits)
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 10, "customers to show")
	return cmd
}

func (c *command) customerShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "The golden record with its sources, all records, the weather",
		Long: `show prints everything the published version knows of one customer: the golden
record, each value with the source record and the rule that won; every source record;
the weather at the customer's place now and in the next days. An id that was merged away shows the
customer that answers for it now, and says so first.
` + exitHelp,
		Example: `  scv customer show C-7Q2M4XK9RT3FA
  scv customer show C-7Q2M4XK9RT3FA --json | jq .golden`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				customer, err := a.Answers.Show(cmd.Context(), scv.CustomerID(args[0]))
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(customer)
				}
				c.printCustomer(customer)
				return nil
			})
		},
	}
}

func (c *command) customerExplain() *cobra.Command {
	svg := ""
	cmd := &cobra.Command{
		Use:   "explain ID [ID]",
		Short: "Why records are one customer, or not",
		Long: `explain with two ids compares two source records attribute by attribute with the model
that the published version was built with: what each comparison adds or takes away, in
bits, which part of that is how rare the value is, what it comes to, and what the
pipeline made of it. Of two customers it takes the two records that are most alike.

Where the two are not one it says what holds them apart, and by how much: a decision of
a person, the line, that no rule looks for such a pair, or the other records of the two.
Where others hold the two together it shows the way between them.

With one id it says why a record is in its customer, or what holds a customer together:
the strongest links, the weakest of them, and what would come apart without it.

An id that was merged away is answered by the customer that answers for it now, which is
said first; in JSON it is in "redirected".
` + exitHelp,
		Example: `  scv customer explain crm/contact/5f0c... legacy/customer/10042
  scv customer explain C-7Q2M4XK9RT3FA C-2K6PX0V4TZ8BN
  scv customer explain crm/contact/5f0c... legacy/customer/10042 --svg why.svg
  scv customer explain legacy/customer/10042
  scv customer explain C-7Q2M4XK9RT3FA --json | jq .weakest`,
		Args: usageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				if len(args) == 1 {
					return c.explainMember(cmd, a, args[0], svg)
				}
				why, err := a.Explain(cmd.Context(), args[0], args[1])
				if err != nil {
					return err
				}
				return c.showExplanation(why, svg)
			})
		},
	}
	cmd.Flags().StringVar(&svg, "svg", "", "draw it into this file, - for stdout")
	return cmd
}

func (c *command) explainMember(cmd *cobra.Command, a *app.App, id, svg string) error {
	m, err := a.Member(cmd.Context(), id)
	if err != nil {
		return err
	}
	return c.showMembership(m, svg)
}

// showMembership prints what holds records together, or draws it.
func (c *command) showMembership(m *identity.Membership, svg string) error {
	switch {
	case svg != "":
		return c.writePicture(m.SVG(), svg)
	case c.json:
		return c.printJSON(m)
	}
	c.printMembership(m)
	return nil
}

// showExplanation prints an explanation, or draws it where that is asked for.
func (c *command) showExplanation(e *identity.Explanation, svg string) error {
	switch {
	case svg != "":
		return c.writePicture(e.SVG(), svg)
	case c.json:
		return c.printJSON(e)
	}
	c.printExplanation(e)
	return nil
}
