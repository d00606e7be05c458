package main

import (
	"strings"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) query() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the warehouse one read-only question",
		Long: `query runs one SELECT on the home's warehouse: bronze, silver, identity and gold.
Anything that would change data or touch files is refused. --json prints an array
of row objects. While another scv command holds the warehouse, that one answers:
query works beside a run, and sees one whole version.
` + exitHelp,
		Example: `  scv query "select country, count(*) from gold.dim_customer group by all"
  scv query --json "from gold.rpt_region_kpi" | jq '.[0]'
  scv query "select * from bronze.quarantine limit 5"`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				t, err := a.Warehouse.ReadOnly(cmd.Context(), strings.Join(args, " "))
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(rowObjects(t))
				}
				c.printTable(t, limit)
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 200, "rows to show as a table; --json gives all")
	return cmd
}
