package compile

import (
	"context"
	"fmt"
	"path"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// UnitTest is a unit test that is ready to be run.
type UnitTest struct {
	Compiled *graph.Compiled // the model's SQL over the rows that are given
	Model    *graph.Node
	given    map[string]*unitInput // by node id
	file     string                // that declares the test
	expect   *jinja.Dict
}

// unitInput is one entry of given.
type unitInput struct {
	node *graph.Node
	rows *jinja.Dict
	name string // of the CTE
	sql  string // that gives the rows; "" until the model read it
}

// overrides are what a unit test puts in the place of variables.
type overrides struct{ vars, env *jinja.Dict }

// UnitTest compiles the model of a unit test with its inputs in the place of what
// it reads. No table has to be there: what the columns of an input are comes from
// the warehouse, or else from how the project builds it, or from the rows.
func (c *Compiler) UnitTest(ctx context.Context, n *graph.Node, r Rendering) (*UnitTest, error) {
	u := &UnitTest{Model: c.graph.Nodes[n.Depends[0]], given: map[string]*unitInput{}, file: n.File}
	expect, _ := n.Raw.GetStr("expect")
	u.expect, _ = expect.(*jinja.Dict)
	s := c.newScope(executing, u.Model)
	s.conn, s.unit, s.shapes = r.Conn, u, &shapes{seeds: r.Seed, known: map[string][]*Column{}}
	s.override(n)
	if err := u.read(ctx, s, n); err != nil {
		return nil, err
	}
	if u.given[u.Model.ID] != nil { // `this` is read
		if _, err := s.inputRelation(ctx, u.Model); err != nil {
			return nil, err
		}
	}
	sql, err := s.render(ctx, u.Model.File, u.Model.RawCode, u.Model.First)
	if err != nil {
		return nil, c.undefinedFault(nodeFault(err, "compile unit test "+n.Name, n), n)
	}
	u.Compiled = &graph.Compiled{SQL: injectCTEs(sql, s.ctes), CTEs: s.ctes, Path: compiledPath(n), Beside: u.inputs(), Macros: s.found.macros, Reads: s.allReads()}
	return u, nil
}

// inputs is the SQL of each input that the model read, by where dbt writes it: tests
// of one file that give the same node share a file, the last one's.
func (u *UnitTest) inputs() map[string]string {
	out := map[string]string{}
	for _, in := range u.given {
		if in.sql != "" {
			out[path.Join(in.node.Package, u.file, in.node.Name+".sql")] = in.sql
		}
	}
	return out
}

// override puts the test's macros, variables and environment in place.
func (s *scope) override(n *graph.Node) {
	s.extra["is_incremental"] = fixed(false)
	raw, _ := n.Raw.GetStr("overrides")
	all, _ := raw.(*jinja.Dict)
	if all == nil {
		return
	}
	part := func(name string) *jinja.Dict {
		v, _ := all.GetStr(name)
		d, _ := v.(*jinja.Dict)
		if d == nil {
			return jinja.NewDict()
		}
		return d
	}
	for k, v := range part("macros").All() {
		s.extra[jinja.Str(k)] = fixed(v)
	}
	s.over = &overrides{vars: part("vars"), env: part("env_vars")}
}

// read takes the inputs of a unit test.
func (u *UnitTest) read(ctx context.Context, s *scope, n *graph.Node) error {
	list, _ := n.Raw.GetStr("given")
	items, _ := elements(list)
	for _, item := range items {
		rows, _ := item.(*jinja.Dict)
		text, _ := rows.GetStr("input")
		node, err := s.inputNode(ctx, n, jinja.Str(text))
		if err != nil {
			return err
		}
		name := node.Alias
		if node.Kind == graph.Source {
			name = node.Src.Source + "__" + node.Name
		}
		u.given[node.ID] = &unitInput{node: node, rows: rows, name: ctePrefix + name}
	}
	return nil
}

// inputNode gives what ref(), source() or this of an input names.
func (s *scope) inputNode(ctx context.Context, n *graph.Node, text string) (*graph.Node, error) {
	if strings.TrimSpace(text) == "this" {
		return s.node, nil
	}
	look := s.c.newScope(parsing, s.node)
	if _, err := look.native(ctx, n.File, "{{ "+text+" }}", n.Line); err != nil {
		return nil, nodeFault(err, "read input of unit test "+n.Name, n)
	}
	switch {
	case len(look.found.refs) > 0:
		return s.c.graph.Ref(look.found.refs[0], s.node)
	case len(look.found.sources) > 0:
		return s.c.graph.Source(look.found.sources[0][0], look.found.sources[0][1], s.node)
	}
	return nil, &scv.Error{
		Code: scv.CodeDBTProperties, Op: "read unit test " + n.Name, Subject: graph.Place(n, 0),
		Hint: "Write ref('model'), source('source', 'table') or this.", Err: fmt.Errorf("the input %q names nothing", text),
	}
}

// inputRelation is the CTE that stands for a node in a unit test.
func (s *scope) inputRelation(ctx context.Context, n *graph.Node) (*Relation, error) {
	in := s.unit.given[n.ID]
	if in == nil {
		call := "ref('" + n.Name + "')"
		if n.Kind == graph.Source {
			call = "source('" + n.Src.Source + "', '" + n.Name + "')"
		}
		return nil, &scv.Error{
			Code: scv.CodeDBTRef, Op: "compile unit test of", Subject: graph.Place(s.node, 0),
			Hint: "Add `- input: " + call + "` with its rows to given; `rows: []` where none are needed.",
			Err:  fmt.Errorf("the unit test does not give %s, which the model reads", call),
		}
	}
	sql, err := s.fixture(ctx, in)
	if err != nil {
		return nil, err
	}
	in.sql = sql
	s.addCTE(graph.CTE{ID: n.ID, SQL: " " + in.name + " as (\n" + sql + "\n)"})
	return &Relation{Identifier: in.name, Type: "cte"}, nil
}

// fixture is the SQL that gives an input's rows.
func (s *scope) fixture(ctx context.Context, in *unitInput) (string, error) {
	format, _ := in.rows.GetStr("format")
	rows, _ := in.rows.GetStr("rows")
	if format == "sql" {
		return jinja.Str(rows), nil
	}
	if rows == nil {
		var err error
		if rows, err = s.seedRows(in.node); err != nil {
			return "", err
		}
	}
	columns, err := s.shapeOf(ctx, in.node, rows)
	if err != nil {
		return "", err
	}
	types, quoted := jinja.NewDict(), jinja.NewDict()
	for _, col := range columns {
		types.Put(strings.ToLower(col.Name), col.dataType())
		quoted.Put(strings.ToLower(col.Name), quote(col.Name))
	}
	v, err := s.c.Call(ctx, in.node, "get_fixture_sql", Rendering{Conn: s.conn}, rows, types, quoted)
	if err != nil {
		return "", err
	}
	return jinja.Str(v), nil
}

// SQL is the query that gives the model's rows and those expected, marked in the
// column actual_or_expected.
func (u *UnitTest) SQL(ctx context.Context, c *Compiler, n *graph.Node, conn Conn) (string, error) {
	s := c.newScope(executing, u.Model)
	s.conn = conn
	columns, err := (&adapter{s}).described(ctx, u.Compiled.SQL)
	if err != nil {
		return "", err
	}
	types, quoted, names := jinja.NewDict(), jinja.NewDict(), jinja.NewList()
	for _, col := range columns {
		types.Put(strings.ToLower(col.Name), col.dataType())
		quoted.Put(strings.ToLower(col.Name), quote(col.Name))
		names.Items = append(names.Items, quote(col.Name))
	}
	rows, _ := u.expect.GetStr("rows")
	how := Rendering{Conn: conn}
	expected := rows
	if list, ok := rows.(*jinja.List); ok {
		if len(list.Items) > 0 {
			names = jinja.NewList()
			first, _ := list.Items[0].(*jinja.Dict)
			for k := range first.All() {
				name, ok := quoted.GetStr(strings.ToLower(jinja.Str(k)))
				if !ok {
					name = jinja.Str(k) // format_row says what is wrong with it
				}
				names.Items = append(names.Items, name)
			}
		}
		if expected, err = c.Call(ctx, n, "get_expected_sql", how, list, types, quoted); err != nil {
			return "", err
		}
	}
	v, err := c.Call(ctx, n, "get_unit_test_sql", how, u.Compiled.SQL, expected, names)
	if err != nil {
		return "", err
	}
	return jinja.Str(v), nil
}
