package main

import (
	"errors"

	"scv"
	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) report() *cobra.Command {
	var o app.ReportOptions
	var customer string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write one page to show around",
		Long: `report writes one HTML file: how far the home is from production and what blocks a
go-live, what became of the records, what is in quarantine, how the checks ended, one
customer with the source of every value and why its records are one, the weather.

The file is whole: no script, no network, light and dark, phone and print. It shows
one customer's personal data, so only you may read it (mode 0600); --no-customer
leaves the customer out. It only reads the home.
` + exitHelp,
		Example: `  scv report                               into report.html of the home
  scv report --out monday.html             another file
  scv report --customer C-7Q2M4XK9RT3FA    this customer; without, the one that shows most
  scv report --no-customer                 no personal data: to send around
  scv report --json | jq -r .path          where it is`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Customer = scv.CustomerID(customer)
			if o.NoCustomer && customer != "" {
				return usage(errors.New("--customer and --no-customer contradict each other"))
			}
			return c.with(cmd, func(a *app.App) error {
				f, err := a.Report(cmd.Context(), o)
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(f)
				}
				c.printReport(f)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&o.Out, "out", "", "file to write (default: report.html in the home)")
	cmd.Flags().StringVar(&customer, "customer", "", "id of the customer to show (default: the one that shows most)")
	cmd.Flags().BoolVar(&o.NoCustomer, "no-customer", false, "show no customer: the page holds no personal data")
	return cmd
}

func (c *command) printReport(f *app.ReportFile) {
	c.say("%s %s written (%s kB): open it in a browser", c.outStyle().Mark(term.Good), f.Path, term.Count(int64(f.Bytes+999)/1000))
	if f.Customer != "" {
		c.say("  It shows customer %s with name, contact and address; --no-customer leaves it out.", f.Customer)
	}
}
