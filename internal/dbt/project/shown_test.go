package project_test

import (
	"strings"
	"testing"

	"scv/internal/dbt/project"
)

// Errors show lines, but no secret: neither of a profile nor of an address with a
// token.
func TestAShownLineHoldsNoSecret(t *testing.T) {
	profiles := "shop:\n  outputs:\n    prod:\n      user: scv\n      password: p@\"x\n      private_key: |\n        MIIEvQ\n      path: https://scv:hidden@host/x\n"
	for number, want := range map[int]string{1: "shop:", 4: "      user: scv", 5: "      password: …", 7: "…", 8: "      path: …"} {
		if got := project.ShownLine("profiles.yml", profiles, number); got != want {
			t.Errorf("line %d is shown as %q, want %q", number, got, want)
		}
	}
	if got := project.ShownLine("packages.yml", "packages:\n  - git: https://token@host/x.git\n", 2); strings.Contains(got, "token") {
		t.Error(got)
	}
	if got := project.ShownLine("models/a.yml", "password: x\n", 1); got != "password: x" {
		t.Error(got)
	}
}
