package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scv"
	"scv/jinja"
)

func node(kind Kind, pkg, name string, refs ...string) *Node {
	n := &Node{ID: string(kind) + "." + pkg + "." + name, Kind: kind, Package: pkg, Name: name, File: "models/" + name + ".sql", Enabled: true, Config: jinja.NewDict()}
	for _, r := range refs {
		n.Refs = append(n.Refs, Ref{Name: r})
	}
	return n
}

func source(pkg, name, table string) *Node {
	n := node(Source, pkg, table)
	n.ID, n.Src = "source."+pkg+"."+name+"."+table, &SourceInfo{Source: name, Table: table}
	return n
}

func linked(t *testing.T, nodes ...*Node) *Graph {
	t.Helper()
	g := New("root")
	for _, n := range nodes {
		if old := g.Add(n); old != nil {
			t.Fatalf("%s twice", n.ID)
		}
	}
	if err := g.Link(); err != nil {
		t.Fatal(err)
	}
	return g
}

// TestParentsComeFirstInOneOrder holds for any graph without circles, in
// whatever order its nodes are added.
func TestParentsComeFirstInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 20).Draw(t, "nodes")
		names := rapid.Permutation(numbers(count)).Draw(t, "names")
		parents := make([][]string, count)
		for i := range count {
			for j := range i {
				if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
					parents[i] = append(parents[i], fmt.Sprint("n", names[j]))
				}
			}
		}
		build := func(order []int) []string {
			g := New("root")
			for _, i := range order {
				g.Add(node(Model, "root", fmt.Sprint("n", names[i]), parents[i]...))
			}
			if err := g.Link(); err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, n := range g.Order() {
				for _, parent := range g.Parents[n.ID] {
					if !slices.Contains(out, parent) {
						t.Fatalf("%s before its parent %s", n.ID, parent)
					}
					if !slices.Contains(g.Children[parent], n.ID) {
						t.Fatalf("%s does not know its child %s", parent, n.ID)
					}
				}
				out = append(out, n.ID)
			}
			return out
		}
		one, other := build(numbers(count)), build(rapid.Permutation(numbers(count)).Draw(t, "order"))
		if diff := cmp.Diff(one, other); diff != "" || len(one) != count {
			t.Fatalf("the order depends on who was added first:\n%s", diff)
		}
	})
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestACircleIsNamedNodeByNode(t *testing.T) {
	g := New("root")
	for _, n := range []*Node{node(Model, "root", "a", "c"), node(Model, "root", "b", "a"), node(Model, "root", "c", "b"), node(Model, "root", "d", "c")} {
		g.Add(n)
	}
	err := g.Link()
	if scv.CodeOf(err) != scv.CodeDBTCycle {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{"model.root.a", "model.root.b", "model.root.c", "models/a.sql"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not in %v", part, err)
		}
	}
	if strings.Contains(err.Error(), "model.root.d") {
		t.Errorf("d is no part of it: %v", err)
	}
}

func TestRefLooksInTheRootFirstThenInTheOwnPackage(t *testing.T) {
	versioned := func(v int64) *Node {
		n := node(Model, "root", "m")
		n.ID, n.Version, n.Latest = fmt.Sprint("model.root.m.v", v), v, int64(2)
		return n
	}
	g := linked(t, node(Model, "root", "a"), node(Model, "pkg", "a"), node(Seed, "pkg", "only"), versioned(1), versioned(2), versioned(3))
	from := node(Model, "pkg", "asks")
	for _, c := range []struct {
		ref  Ref
		want string
	}{
		{Ref{Name: "a"}, "model.root.a"},
		{Ref{Name: "a", Package: "pkg"}, "model.pkg.a"},
		{Ref{Name: "only"}, "seed.pkg.only"},
		{Ref{Name: "m"}, "model.root.m.v2"},
		{Ref{Name: "m", Version: int64(1)}, "model.root.m.v1"},
		{Ref{Name: "m", Version: "3"}, "model.root.m.v3"},
	} {
		n, err := g.Ref(c.ref, from)
		if err != nil || n.ID != c.want {
			t.Errorf("%+v gives %v %v, want %s", c.ref, n, err, c.want)
		}
	}
}

func TestARefToNothingSaysWhy(t *testing.T) {
	off := node(Model, "root", "off")
	off.Enabled = false
	for name, c := range map[string]struct {
		ref        Ref
		text, hint string
	}{
		"near":     {Ref{Name: "custmers"}, "a node named 'custmers' which was not found", "Did you mean customers?"},
		"far":      {Ref{Name: "zzz"}, "which was not found", "Write the model, or correct the name."},
		"disabled": {Ref{Name: "off"}, "which is disabled", "Set `enabled: true` for models/off.sql, or select from something else."},
		"version":  {Ref{Name: "customers", Version: int64(4)}, "version 4 of 'customers'", "Declare the version under `versions:` of the model."},
		"package":  {Ref{Name: "customers", Package: "pkg"}, "a node named 'pkg.customers'", "Did you mean customers?"},
	} {
		t.Run(name, func(t *testing.T) {
			g := linked(t, node(Model, "root", "customers"), off)
			_, err := g.Ref(c.ref, node(Model, "root", "asks"))
			e, ok := errors.AsType[*scv.Error](err)
			if !ok || e.Code != scv.CodeDBTRef || e.Subject != "models/asks.sql" || !strings.Contains(e.Err.Error(), c.text) || e.Hint != c.hint {
				t.Errorf("error %v, hint %q", err, e.Hint)
			}
		})
	}
}

func TestSourcesAreFoundOrTheNearestNamed(t *testing.T) {
	g := linked(t, source("pkg", "crm", "contacts"), source("root", "legacy", "people"))
	from := node(Model, "root", "asks")
	if n, err := g.Source("crm", "contacts", from); err != nil || n.ID != "source.pkg.crm.contacts" {
		t.Errorf("%v %v", n, err)
	}
	for _, c := range [][3]string{{"crm", "contact", "Did you mean contacts?"}, {"legaci", "people", "Did you mean legacy?"}} {
		_, err := g.Source(c[0], c[1], from)
		if e, ok := errors.AsType[*scv.Error](err); !ok || e.Code != scv.CodeDBTSource || e.Hint != c[2] {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestLinkNamesEveryBrokenRef(t *testing.T) {
	g := New("root")
	g.Add(node(Model, "root", "a", "nope"))
	g.Add(node(Model, "root", "b", "nada"))
	err := g.Link()
	if err == nil || !strings.Contains(err.Error(), "'nope'") || !strings.Contains(err.Error(), "'nada'") {
		t.Errorf("error %v", err)
	}
}

func TestNearStopsAfterAsManySteps(t *testing.T) {
	g := linked(t, node(Model, "root", "a"), node(Model, "root", "b", "a"), node(Model, "root", "c", "b"), node(Model, "root", "d", "c"))
	up := slices.Sorted(maps.Keys(g.Near(true, 2, "model.root.d")))
	if diff := cmp.Diff([]string{"model.root.b", "model.root.c"}, up); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(g.Descendants("model.root.a")); n != 3 {
		t.Errorf("%d descendants, want 3", n)
	}
}

func TestARelationsNameIsQuoted(t *testing.T) {
	n := node(Model, "root", "a")
	n.Config = jinja.NewDict("materialized", "table")
	n.Schema, n.Alias = "gold", `a "b"`
	name, _ := n.Dict().GetStr("relation_name")
	if name != `"gold"."a ""b"""` {
		t.Errorf("relation_name %v", name)
	}
	n.Config = jinja.NewDict("materialized", "ephemeral")
	if name, _ := n.Dict().GetStr("relation_name"); name != nil {
		t.Errorf("an ephemeral model is at %v", name)
	}
}
