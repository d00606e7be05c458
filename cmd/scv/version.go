package main

import (
	"fmt"
	"runtime"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Which scv this is",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			v := app.Version()
			if c.json {
				return c.printJSON(map[string]string{"version": v, "go": runtime.Version()})
			}
			_, err := fmt.Fprintf(c.stdout, "scv %s (%s)\n", v, runtime.Version())
			return err
		},
	}
}
