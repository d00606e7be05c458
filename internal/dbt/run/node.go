package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

func (r *runner) result(n *graph.Node) Result {
	res := Result{UniqueID: n.ID, Kind: n.Kind, Name: n.Name, Description: n.Description, Rows: -1, Started: r.o.Now()}
	about := n
	if n.Kind == graph.UnitTest && len(n.Depends) > 0 {
		res.Tested, res.Severity = n.Depends[0], "error"
		about = r.o.Graph.Nodes[res.Tested]
	}
	if n.Kind == graph.Test {
		res.Severity = strings.ToLower(n.ConfigText("severity"))
		if n.Test != nil {
			res.Test, res.Column, res.Tested = n.Test.Name, strings.Trim(n.Test.Column, `"`), n.Test.Attached
			if res.Tested == "" && len(n.Depends) > 0 {
				res.Tested = n.Depends[0]
			}
		} else if len(n.Depends) == 1 {
			res.Tested = n.Depends[0]
		}
		about = r.o.Graph.Nodes[res.Tested]
	}
	if about != nil && about.HasRelation() {
		rel := r.o.Compiler.Relation(about)
		res.Relation = scv.Relation{Schema: rel.Schema, Name: rel.Identifier}
	}
	return res
}

// node builds one node and says what became of it.
func (r *runner) node(ctx context.Context, s *warehouse.Session, n *graph.Node) Result {
	res := r.result(n)
	s.Trace(func(sql string) { res.Ran = append(res.Ran, sql) })
	defer s.Trace(nil)
	var err error
	for try := 0; ; try++ {
		res.Ran = nil
		err = r.build(ctx, s, n, &res)
		if err == nil || try == maxTries || !conflict(err) {
			break
		}
	}
	res.Ended = r.o.Now()
	res.Seconds = res.Ended.Sub(res.Started).Seconds()
	if err != nil {
		res.Status, res.Rows = Error, 0
		res.Err = r.fault(n, res.CompiledSQL, err)
		res.Message = res.Err.Error()
	}
	return res
}

// maxTries bounds how often a transaction that met another writer is repeated.
const maxTries = 20

// conflict says whether another transaction was first: a repetition may succeed.
func conflict(err error) bool {
	return scv.CodeOf(err) == scv.CodeWriteConflict || hasCode(err, scv.CodeWriteConflict)
}

func hasCode(err error, code scv.Code) bool {
	for err != nil {
		var e *scv.Error
		if !errors.As(err, &e) {
			return false
		}
		if e.Code == code {
			return true
		}
		err = e.Err
	}
	return false
}

// fault wraps an error of the warehouse with the node it belongs to. Errors that
// say where already come through.
func (r *runner) fault(n *graph.Node, sql string, err error) error {
	var e *scv.Error
	if errors.As(err, &e) && strings.HasPrefix(string(e.Code), "SCV-D") || errors.Is(err, context.Canceled) {
		return err
	}
	op, place := "build "+string(n.Kind)+" "+n.Name, graph.Place(n, 0)
	if code := unusable(err); code != "" {
		return &scv.Error{Code: code, Op: op, Subject: place, Hint: scv.HintOf(err), Err: err}
	}
	code := scv.CodeDBTModel
	switch n.Kind {
	case graph.Test, graph.UnitTest:
		code = scv.CodeDBTTest
	case graph.Seed:
		code = scv.CodeDBTSeed
	case graph.Operation:
		code = scv.CodeDBTHook
	}
	line, at := lineOf(n, sql, err)
	hint := "Look at target/compiled/" + compile.Path(n) + at + " and run it by hand."
	if n.Kind == graph.Seed {
		hint = "Correct the file or its column_types."
	}
	return &scv.Error{Code: code, Op: op, Subject: graph.Place(n, line), Hint: hint, Err: err}
}

// headed is what goes before the statement that builds a node.
func headed(res *Result) string {
	if res.Compiled == nil || res.Compiled.Header == "" {
		return ""
	}
	return strings.TrimSuffix(res.Compiled.Header, ";") + ";\n"
}

// unusable gives the code of an error that is not the node's fault: the disk is
// full, the memory is too small, the file is damaged. Then no other node can be
// built either. It is "" for all other errors.
func unusable(err error) scv.Code {
	for _, code := range []scv.Code{
		scv.CodeDiskFull, scv.CodeOutOfMemory, scv.CodeWarehouseDamaged, scv.CodeWarehouseFailed, scv.CodeWarehouseOpen,
	} {
		if hasCode(err, code) {
			return code
		}
	}
	return ""
}

func (r *runner) build(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	if n.Kind == graph.Exposure {
		res.Status, res.Rows, res.Message = NoOp, 0, "NO-OP"
		return nil
	}
	make, err := r.ready(ctx, s, n, res)
	if err != nil {
		return err
	}
	return r.spare(ctx, s, n, res, make)
}

// ready compiles a node and gives what builds it.
func (r *runner) ready(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) (func() error, error) {
	switch {
	case n.Kind == graph.Seed:
		res.CompiledAt = r.o.Now()
		if r.o.Compiler.Overrides("seed") {
			return func() error { return r.seedByMacro(ctx, s, n, res) }, nil
		}
		return func() error { return r.seed(ctx, s, n, res) }, nil
	case n.Kind == graph.UnitTest:
		return r.unitTest(ctx, s, n, res)
	case microbatch(n):
		return func() error { return r.microbatch(ctx, s, n, res) }, nil
	}
	if n.Kind == graph.Model && n.Language == "python" {
		return nil, pythonFault(n)
	}
	compiled, err := r.o.Compiler.Compile(ctx, n, compile.Rendering{Conn: s})
	if err != nil {
		return nil, err
	}
	res.Compiled, res.CompiledSQL, res.CompiledAt = compiled, compiled.SQL, r.o.Now()
	switch n.Kind {
	case graph.Test:
		return func() error { return r.test(ctx, s, n, res) }, nil
	case graph.Function:
		return func() error { return r.function(ctx, s, n, res) }, nil
	}
	return func() error {
		if err := r.materialize(ctx, s, n, res); err != nil {
			return err
		}
		return r.point(ctx, s, n)
	}, nil
}

// natives are the materializations of this package.
func natives() []string { return []string{"view", "table", "incremental", "ephemeral", "seed"} }

func (r *runner) materialize(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	kind := n.Materialized()
	if m, ok := r.o.Materializations[kind]; ok {
		return r.custom(ctx, s, n, res, m)
	}
	if slices.Contains(natives(), kind) && !r.o.Compiler.Overrides(kind) {
		return r.native(ctx, s, n, res)
	}
	if r.o.Compiler.HasMaterialization(kind) {
		if n.Kind == graph.Snapshot {
			if err := r.doubled(ctx, s, n, res); err != nil {
				return err
			}
		}
		return r.byMacro(ctx, s, n, res)
	}
	return r.unknown(n, kind)
}

func (r *runner) unknown(n *graph.Node, kind string) error {
	names := append(natives(), "snapshot", "external")
	for name := range r.o.Materializations {
		names = append(names, name)
	}
	slices.Sort(names)
	hint := "Use one of " + strings.Join(names, ", ") + "."
	if near := scv.Nearest(kind, names); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{
		Code: scv.CodeDBTMaterialization, Op: "build model " + n.Name, Subject: graph.Place(n, 0), Hint: hint,
		Err: fmt.Errorf("no materialization '%s' was found for adapter duckdb", kind),
	}
}

// native builds a view, table or incremental model with its hooks.
func (r *runner) native(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	res.Status, res.Message = Success, "OK"
	first := n.Materialized() == "incremental" && !r.increments(n)
	if err := r.hooked(ctx, s, n, true, true, func() (string, error) { return r.create(ctx, s, n, res) }); err != nil || !first {
		return err
	}
	return r.foresee(ctx, s, n, res)
}

// hooked makes a relation in one transaction, with the hooks before and after it;
// what make gives is what the relation then is.
func (r *runner) hooked(ctx context.Context, s *warehouse.Session, n *graph.Node, before, after bool, make func() (string, error)) error {
	hooks := func(on bool, key string, inside bool) error {
		if !on {
			return nil
		}
		return r.hooks(ctx, s, n, key, inside)
	}
	if err := hooks(before, "pre-hook", false); err != nil {
		return err
	}
	built := ""
	err := s.Tx(ctx, func() error {
		if err := hooks(before, "pre-hook", true); err != nil {
			return err
		}
		var err error
		if built, err = make(); err != nil {
			return err
		}
		return hooks(after, "post-hook", true)
	})
	if err != nil {
		return err
	}
	rel := r.o.Compiler.Relation(n)
	r.setKind(rel.Schema, rel.Identifier, built)
	return hooks(after, "post-hook", false)
}

// create puts the relation in place and says what it is now.
func (r *runner) create(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) (string, error) {
	rel := r.o.Compiler.Relation(n)
	kind := n.Materialized()
	if err := r.checkContract(ctx, s, n, res.CompiledSQL); err != nil {
		return "", err
	}
	if kind == "incremental" {
		if err := r.checkStrategy(n); err != nil {
			return "", err
		}
	}
	was := r.kindAt(rel.Schema, rel.Identifier)
	if r.increments(n) {
		return "table", r.increment(ctx, s, n, rel, res, nil)
	}
	if kind == "incremental" {
		kind = "table"
	}
	if was != "" && was != kind {
		if _, err := s.Exec(ctx, "drop "+was+" if exists "+rel.String()); err != nil {
			return "", err
		}
	}
	var rows int64
	var err error
	if kind == "table" && contracted(n) {
		rows, err = fillContracted(ctx, s, n, rel.String(), res.CompiledSQL)
	} else {
		rows, err = s.Exec(ctx, headed(res)+"create or replace "+kind+" "+rel.String()+" as (\n"+res.CompiledSQL+"\n)")
	}
	if err != nil {
		return kind, err
	}
	if kind != "view" {
		res.Rows = rows
	}
	return kind, r.describe(ctx, s, n, rel, kind, res)
}

// increments says whether a model adds to the table that is there.
func (r *runner) increments(n *graph.Node) bool {
	rel := r.o.Compiler.Relation(n)
	return n.Materialized() == "incremental" && r.kindAt(rel.Schema, rel.Identifier) == "table" && !r.fullRefresh(n)
}

func (r *runner) fullRefresh(n *graph.Node) bool {
	if v := n.ConfigValue("full_refresh"); v != nil {
		return v == true
	}
	return r.o.FullRefresh
}
