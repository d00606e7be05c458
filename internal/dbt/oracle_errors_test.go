package dbt

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse/duckdb"
)

// brokenCase is a tiny project that is wrong in one way, with dbt's exit code.
type brokenCase struct {
	Case    string   `json:"case"`
	What    string   `json:"what"`
	Command []string `json:"command"`
	Exit    int      `json:"exit"`
	Env     map[string]string
	Before  [][]string
}

// TestBrokenProjectsAreRefusedAsByDbt holds each recorded mistake to dbt's exit
// code: where dbt fails, the load or the build does, with a code and a hint.
func TestBrokenProjectsAreRefusedAsByDbt(t *testing.T) {
	needOracle(t)
	var cases []brokenCase
	readJSON(t, oracle+"/errors/expected.json", &cases)
	for _, c := range cases {
		if c.Command[0] != "build" {
			continue
		}
		t.Run(c.Case, func(t *testing.T) {
			if why, ok := otherExits()[c.Case]; ok {
				t.Skip(why)
			}
			dir := t.TempDir()
			copyOver(t, dir, oracle+"/errors/_base")
			copyOver(t, dir, oracle+"/errors/"+c.Case)
			readJSON(t, filepath.Join(dir, "case.json"), &c)
			exit, err := c.run(t, dir)
			if exit != c.Exit {
				t.Errorf("%s: exit %d (%v), dbt's is %d", c.What, exit, err, c.Exit)
			}
			if e, ok := errors.AsType[*scv.Error](err); err != nil && (!ok || e.Code == "" || e.Hint == "" || e.Subject == "") {
				t.Errorf("no code, place or hint: %v", err)
			}
		})
	}
}

// otherExits are the cases that end another way here, and why.
func otherExits() map[string]string {
	const ()
	return map[string]string{
		"seed_not_utf8":                  "dbt crashes while it parses; we name the line when the seed is loaded",
		"return_outside":                 "run_query gives none while parsing, and what is asked of it is none again",
		"post_hook_hyphen_in_properties": "dbt renders such a hook while it parses, where this is not defined; we when it runs",
	}
}

func (c *brokenCase) run(t *testing.T, dir string) (int, error) {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "tiny.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, command := range append(slices.Clone(c.Before), c.Command) {
		o := Options{Dir: dir, NoArtifacts: true, Warehouse: w, Env: c.env, AsOf: shopStart()}
		c.flags(t, command, &o)
		p, err := Load(t.Context(), o)
		if err != nil {
			return 2, err
		}
		res, err := p.Build(t.Context(), BuildOptions{})
		switch {
		case err != nil:
			return 1, err
		case !res.OK():
			for _, n := range res.Nodes {
				if n.Err != nil {
					return 1, n.Err
				}
			}
			return 1, nil
		}
	}
	return 0, nil
}

func (c *brokenCase) env(name string) (string, bool) {
	v, ok := c.Env[name]
	return v, ok
}

// flags reads the flags that Options has.
func (c *brokenCase) flags(t *testing.T, command []string, o *Options) {
	t.Helper()
	for i := 1; i < len(command); i++ {
		switch command[i] {
		case "--select", "-s":
			i++
			o.Select = strings.Fields(command[i])
		case "--selector":
			i++
			o.Selector = command[i]
		case "--full-refresh":
			o.FullRefresh = true
		case "--target":
			i++
			o.Target.Name = command[i]
		default:
			t.Skipf("the flag %s is the command line's, and this test has none", command[i])
		}
	}
}
