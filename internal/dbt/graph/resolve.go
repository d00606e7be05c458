package graph

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/jinja"
)

// Ref finds what ref() names: in the package it names, else in the root project
// first and then in the caller's own package. The error says whether the node is
// disabled, and which name is near.
func (g *Graph) Ref(r Ref, from *Node) (*Node, error) {
	if n := g.findRef(r, from); n != nil {
		return n, nil
	}
	return nil, g.refFault(r, from)
}

func (g *Graph) findRef(r Ref, from *Node) *Node {
	found := g.byName[r.Name]
	packages := []string{r.Package}
	if r.Package == "" {
		packages = []string{g.Project, from.Package, ""}
	}
	for _, pkg := range packages {
		for _, n := range found {
			if (pkg == "" && r.Package == "" || n.Package == pkg) && versionFits(n, r.Version) {
				return n
			}
		}
	}
	return nil
}

// versionFits says whether a node is the version that is asked for; no version
// asks for the latest.
func versionFits(n *Node, v jinja.Value) bool {
	if v == nil {
		return n.Version == nil || jinja.Str(n.Version) == jinja.Str(n.Latest)
	}
	return n.Version != nil && jinja.Str(n.Version) == jinja.Str(v)
}

func (g *Graph) refFault(r Ref, from *Node) error {
	name := r.Name
	if r.Package != "" {
		name = r.Package + "." + name
	}
	fault := &scv.Error{Code: scv.CodeDBTRef, Op: "resolve ref in", Subject: Place(from, from.lineOf("ref", r.Name))}
	for _, kind := range []Kind{Model, Seed, Snapshot} {
		for _, pkg := range []string{r.Package, g.Project, from.Package} {
			if off := g.Disabled[string(kind)+"."+pkg+"."+r.Name]; len(off) > 0 {
				fault.Err = fmt.Errorf("%s depends on a node named '%s' which is %w", from.ID, name, errDisabled)
				fault.Hint = "Set `enabled: true` for " + off[0].File + ", or select from something else."
				return fault
			}
		}
	}
	if versions := g.byName[r.Name]; len(versions) > 0 && r.Version != nil {
		fault.Err = fmt.Errorf("%s depends on version %s of '%s', which was not found", from.ID, jinja.Str(r.Version), name)
		fault.Hint = "Declare the version under `versions:` of the model."
		return fault
	}
	fault.Err = fmt.Errorf("%s depends on a node named '%s' which was not found", from.ID, name)
	fault.Hint = didYouMean(r.Name, g.refNames(), "Write the model, or correct the name.")
	return fault
}

// lineOf finds the line of a node's file on which a function is called with a
// name; 0 where it is not in its own text.
func (n *Node) lineOf(fn, name string) int {
	if n.First == 0 {
		return 0
	}
	at := regexp.MustCompile(fn + `\s*\([^)]*['"]` + regexp.QuoteMeta(name) + `['"]`).FindStringIndex(n.RawCode)
	if at == nil {
		return n.First
	}
	return n.First + strings.Count(n.RawCode[:at[0]], "\n")
}

func (g *Graph) refNames() []string {
	names := make([]string, 0, len(g.byName))
	for name := range g.byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func didYouMean(wrong string, names []string, otherwise string) string {
	if near := scv.Nearest(wrong, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return otherwise
}

// File is a node's file relative to the root project.
func File(n *Node) string {
	if n.Root != "" {
		return n.Root + "/" + n.File
	}
	return n.File
}

// Place names a node and line for a message, "models/a.sql:3"; 0 is where the node
// is declared, or its text begins.
func Place(n *Node, line int) string {
	file := File(n)
	if line == 0 {
		line = max(n.Line, n.First)
	}
	if line > 0 {
		return file + ":" + strconv.Itoa(line)
	}
	return file
}

// Source finds a declared source table: of the caller's package, else of any.
func (g *Graph) Source(source, table string, from *Node) (*Node, error) {
	for _, pkg := range []string{from.Package, g.Project} {
		if n, ok := g.Nodes["source."+pkg+"."+source+"."+table]; ok {
			return n, nil
		}
	}
	var sources, tables []string
	for _, id := range g.IDs() {
		n := g.Nodes[id]
		switch {
		case n.Kind != Source:
		case n.Src.Source == source && n.Name == table:
			return n, nil
		case n.Src.Source == source:
			tables = append(tables, n.Name)
		default:
			sources = append(sources, n.Src.Source)
		}
	}
	fault := &scv.Error{
		Code: scv.CodeDBTSource, Op: "resolve source in", Subject: Place(from, from.lineOf("source", table)),
		Err: fmt.Errorf("%s depends on a source named '%s.%s' which was not found", from.ID, source, table),
	}
	if len(tables) > 0 {
		fault.Hint = didYouMean(table, tables, "Declare the table under source "+source+".")
	} else {
		fault.Hint = didYouMean(source, slices.Compact(sources), "Declare it under `sources:` in a properties file.")
	}
	return nil, fault
}

var errDisabled = errors.New("disabled")

// Link resolves every ref and source to ids, and sets Parents, Children and
// Order. All faults it meets come joined into one error, at most 20. A test that
// names what is not there is no fault: it is switched off, and stands in
// Unresolved unless what it names is switched off itself.
func (g *Graph) Link() error {
	var faults []error
	for _, id := range g.IDs() {
		n := g.Nodes[id]
		switch err := g.linkNode(n); {
		case err != nil && n.Kind == Test:
			g.switchOff(n, err)
		case err != nil:
			faults = append(faults, err)
		}
		if len(faults) == 20 {
			break
		}
	}
	if len(faults) == 1 {
		return faults[0]
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	g.connect()
	return g.sort()
}

func (g *Graph) switchOff(n *Node, why error) {
	n.Enabled = false
	delete(g.Nodes, n.ID)
	g.Disabled[n.ID] = append(g.Disabled[n.ID], n)
	if !errors.Is(why, errDisabled) {
		g.Unresolved = append(g.Unresolved, why)
	}
}

func (g *Graph) linkNode(n *Node) error {
	add := func(id string) {
		if !slices.Contains(n.Depends, id) {
			n.Depends = append(n.Depends, id)
		}
	}
	for _, s := range n.Sources {
		found, err := g.Source(s[0], s[1], n)
		if err != nil {
			return err
		}
		add(found.ID)
	}
	for _, r := range n.Refs {
		found, err := g.Ref(r, n)
		if err != nil {
			return err
		}
		if err := g.accessFault(r, n, found); err != nil {
			return err
		}
		add(found.ID)
	}
	for _, call := range n.Calls {
		found, err := g.Function(call, n)
		if err != nil {
			return err
		}
		add(found.ID)
	}
	return nil
}

// accessFault refuses a ref to what is private to another group, or protected in a
// package that restricts its access. Macros and inline queries are in no group.
func (g *Graph) accessFault(r Ref, from, to *Node) error {
	if to.Kind != Model {
		return nil
	}
	foreign := from.Package != to.Package && g.Restricted[to.Package]
	fault := func(scope, hint string) error {
		return &scv.Error{
			Code: scv.CodeDBTRef, Op: "resolve ref in", Subject: Place(from, from.lineOf("ref", r.Name)), Hint: hint,
			Err: fmt.Errorf("node %s attempted to reference node %s, which is not allowed because the referenced node is %s to the %s",
				from.ID, to.ID, to.Access, scope),
		}
	}
	switch {
	case to.Access == "private" && (from.Group == "" || from.Group != to.Group || foreign):
		return fault("'"+to.Group+"' group", "Put both into one group, or make "+to.Name+" protected.")
	case to.Access == "protected" && foreign:
		return fault("'"+to.Package+"' package", "Make "+to.Name+" public, or set restrict-access: false in its package.")
	}
	return nil
}

func (g *Graph) connect() {
	for id, n := range g.Nodes {
		g.Parents[id] = slices.Clone(n.Depends)
		slices.Sort(g.Parents[id])
		if _, ok := g.Children[id]; !ok {
			g.Children[id] = nil
		}
		for _, parent := range n.Depends {
			g.Children[parent] = append(g.Children[parent], id)
		}
	}
	for id := range g.Children {
		slices.Sort(g.Children[id])
	}
}

// sort orders the nodes, or names the circle that makes it impossible.
func (g *Graph) sort() error {
	waiting := map[string]int{}
	var ready []string
	for id := range g.Nodes {
		waiting[id] = len(g.Parents[id])
		if waiting[id] == 0 {
			ready = append(ready, id)
		}
	}
	slices.SortFunc(ready, byKindAndID)
	for len(ready) > 0 {
		id := ready[0]
		ready = ready[1:]
		g.order = append(g.order, g.Nodes[id])
		for _, child := range g.Children[id] {
			if waiting[child]--; waiting[child] == 0 {
				at, _ := slices.BinarySearchFunc(ready, child, byKindAndID)
				ready = slices.Insert(ready, at, child)
			}
		}
	}
	if len(g.order) == len(g.Nodes) {
		return nil
	}
	return g.cycleFault(waiting)
}

func byKindAndID(a, b string) int { return cmp.Compare(a, b) }

func (g *Graph) cycleFault(waiting map[string]int) error {
	start := ""
	for id, n := range waiting {
		if n > 0 && (start == "" || id < start) {
			start = id
		}
	}
	circle := g.circle(start, waiting)
	names := make([]string, len(circle))
	for i, id := range circle {
		names[i] = fmt.Sprintf("%s (%s)", id, g.Nodes[id].File)
	}
	first, line := g.Nodes[circle[0]], 0
	for _, id := range circle {
		if slices.Contains(first.Depends, id) {
			line = first.lineOf("ref", g.Nodes[id].Name)
		}
	}
	return &scv.Error{
		Code: scv.CodeDBTCycle, Op: "order", Subject: Place(first, line),
		Hint: "Take one of these refs out.",
		Err:  fmt.Errorf("found a cycle: %s", strings.Join(append(names, circle[0]), " --> ")),
	}
}

// circle walks parents that still wait until it meets a node again.
func (g *Graph) circle(start string, waiting map[string]int) []string {
	var path []string
	for id := start; ; {
		if at := slices.Index(path, id); at >= 0 {
			path = path[at:]
			slices.Reverse(path)
			return path
		}
		path = append(path, id)
		for _, parent := range g.Parents[id] {
			if waiting[parent] > 0 {
				id = parent
				break
			}
		}
	}
}
