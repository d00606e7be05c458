package compile

import (
	"cmp"
	"maps"
	"slices"

	"scv/internal/dbt/graph"
)

// askedFor notes what a rendering in the execute phase asked for.
func (s *scope) askedFor(kind, name, digest string) {
	if s.noted != nil {
		s.noted[graph.Read{Kind: kind, Name: name, Digest: digest}] = true
	}
}

// ranMacro notes a macro of the project or a package: the built-in library changes
// with the program only.
func (s *scope) ranMacro(d *definition) {
	if d.info.Package != builtinPackage {
		s.askedFor(graph.ReadMacro, d.info.ID, digest(d.info.SQL))
	}
}

// askedTime notes that a rendering met a name that gives the time of the run.
func (s *scope) askedTime(name string) {
	switch name {
	case "run_started_at", "modules", "sql_now":
		s.askedFor(graph.ReadClock, "run_started_at", digest(s.c.o.AsOf.String()))
	case "invocation_id":
		s.askedFor(graph.ReadClock, name, digest(s.c.o.Invocation))
	}
}

// Surroundings is a digest of every macro and variable of the project and its
// packages: for what does not show in a node's SQL which of them it follows from.
func (c *Compiler) Surroundings() string {
	parts := []any{c.o.Vars, c.o.Project.Vars}
	for _, p := range c.o.Project.Packages {
		parts = append(parts, p.Name, p.Vars)
	}
	for _, d := range c.macros.order {
		if d.info.Package != builtinPackage {
			parts = append(parts, d.info.ID, d.info.SQL)
		}
	}
	return digest(parts...)
}

// allReads gives what was noted, sorted.
func (s *scope) allReads() []graph.Read {
	return slices.SortedFunc(maps.Keys(s.noted), func(a, b graph.Read) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Digest, b.Digest))
	})
}
