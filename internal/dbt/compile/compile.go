package compile

import (
	"context"
	"path"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Rendering says how a node is rendered.
type Rendering struct {
	Conn          Conn                                  // nil: macros may not ask the warehouse
	StoreFailures bool                                  // should_store_failures() answers true
	Header        string                                // what config.get('sql_header') answers
	Batch         *Batch                                // of a microbatch model: what refs and sources give
	Extra         map[string]jinja.Value                // names for this render only
	Seed          func(*graph.Node) (*SeedTable, error) // a seed as it would be loaded; nil = not known
}

// Compile renders a node in the execute phase: its SQL, with ephemeral parents
// as CTEs. It may be called by several goroutines; it does not change the node.
func (c *Compiler) Compile(ctx context.Context, n *graph.Node, r Rendering) (*graph.Compiled, error) {
	s := c.newScope(executing, n)
	s.conn, s.failing, s.batch = r.Conn, r.StoreFailures, r.Batch
	for k, v := range r.Extra {
		s.extra[k] = v
	}
	if s.failing {
		s.extra["should_store_failures"] = fixed(true)
	}
	var sql string
	var err error
	if n.Test != nil {
		sql, err = s.renderTest(ctx)
	} else {
		sql, err = s.render(ctx, n.File, n.RawCode, n.First)
	}
	if n.Language != "sql" && n.Kind == graph.Function {
		sql, err = n.RawCode, nil
	}
	if err != nil {
		return nil, c.undefinedFault(nodeFault(err, "compile "+string(n.Kind)+" "+n.Name, n), n)
	}
	return &graph.Compiled{SQL: injectCTEs(sql, s.ctes), CTEs: s.ctes, Header: s.header(), Path: r.Batch.path(compiledPath(n)), Macros: s.found.macros, Reads: s.allReads()}, nil
}

// Render renders a text such as a hook with what a node sees. It is given back
// untouched when it holds no Jinja.
func (c *Compiler) Render(ctx context.Context, n *graph.Node, text string, r Rendering) (string, error) {
	s := c.newScope(executing, n)
	s.conn = r.Conn
	for k, v := range r.Extra {
		s.extra[k] = v
	}
	out, err := s.render(ctx, n.File, text, 1)
	if err != nil {
		return "", c.undefinedFault(nodeFault(err, "render hook of "+n.Name, n), n)
	}
	return out, nil
}

// compiledPath is where a node's SQL goes below compiled/.
func compiledPath(n *graph.Node) string {
	switch {
	case n.Kind == graph.Test && n.Test != nil, n.Kind == graph.Operation:
		return path.Join(n.Package, n.File, n.Path)
	case n.Kind == graph.UnitTest:
		return path.Join(n.Package, n.File, path.Dir(n.File), n.Name+".sql")
	case n.Kind == graph.Snapshot:
		return path.Join(n.Package, n.File, n.Name+".sql")
	}
	return path.Join(n.Package, n.File)
}

// addCTEs puts an ephemeral model and those it needs before the node's SQL.
func (s *scope) addCTEs(ctx context.Context, n *graph.Node) error {
	compiled, err := s.c.ephemeral(ctx, n, s)
	if err != nil {
		return err
	}
	own := graph.CTE{ID: n.ID, SQL: " " + ctePrefix + n.Alias + " as (\n" + compiled.own + "\n)"}
	for _, cte := range append(slices.Clone(compiled.ctes), own) {
		s.addCTE(cte)
	}
	return nil
}

func (s *scope) addCTE(cte graph.CTE) {
	if !slices.ContainsFunc(s.ctes, func(have graph.CTE) bool { return have.ID == cte.ID }) {
		s.ctes = append(s.ctes, cte)
	}
}

// bare is the SQL of an ephemeral model before its own parents are put in.
type bare struct {
	own  string
	ctes []graph.CTE
}

func (c *Compiler) ephemeral(ctx context.Context, n *graph.Node, child *scope) (*bare, error) {
	s := c.newScope(executing, n)
	s.conn, s.noted = child.conn, child.noted
	s.askedFor(graph.ReadModel, n.ID, n.Checksum)
	sql, err := s.render(ctx, n.File, n.RawCode, n.First)
	if err != nil {
		return nil, c.undefinedFault(nodeFault(err, "compile model "+n.Name, n), n)
	}
	return &bare{own: sql, ctes: s.ctes}, nil
}

// injectCTEs puts CTEs before the first word of a query, or into the WITH that
// is there.
func injectCTEs(sql string, ctes []graph.CTE) string {
	if len(ctes) == 0 {
		return sql
	}
	parts := make([]string, len(ctes))
	for i, cte := range ctes {
		parts[i] = cte.SQL
	}
	all := strings.Join(parts, ", ")
	at := firstWord(sql)
	if word := wordAt(sql, at); strings.EqualFold(word, "with") {
		at += len(word)
		next := at + firstWord(sql[at:])
		if word := wordAt(sql, next); strings.EqualFold(word, "recursive") {
			at = next + len(word)
		}
		return sql[:at] + all + "," + sql[at:]
	}
	return sql[:at] + "with" + all + " " + sql[at:]
}

func wordAt(sql string, at int) string {
	end := at
	for end < len(sql) && (sql[end]|0x20 >= 'a' && sql[end]|0x20 <= 'z' || sql[end] == '_') {
		end++
	}
	return sql[at:end]
}

// firstWord gives where SQL begins after blanks and comments.
func firstWord(sql string) int {
	i := 0
	for i < len(sql) {
		switch {
		case strings.ContainsRune(" \t\r\n\f", rune(sql[i])):
			i++
		case strings.HasPrefix(sql[i:], "--"):
			end := strings.IndexByte(sql[i:], '\n')
			if end < 0 {
				return len(sql)
			}
			i += end + 1
		case strings.HasPrefix(sql[i:], "/*"):
			end := strings.Index(sql[i:], "*/")
			if end < 0 {
				return len(sql)
			}
			i += end + 2
		default:
			return i
		}
	}
	return i
}
