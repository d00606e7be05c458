package main

import (
	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) status() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "What is live, since when, and how the last runs went",
		Long: `status tells which version readers see, what it holds, how the last runs ended and
what is in quarantine.
` + exitHelp,
		Example: `  scv status
  scv status --json | jq .live`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd, func(a *app.App) error {
				status, err := a.Status(cmd.Context())
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(status)
				}
				c.printStatus(status)
				return nil
			})
		},
	}
}
