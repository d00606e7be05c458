package lineage

import (
	"context"
	"strings"
	"testing"

	"scv/internal/warehouse"
)

// What the engine refuses to bind is followed by its text: what can be told is told,
// the rest has its reason.
func TestWhatCannotBeBoundIsFollowedByItsText(t *testing.T) {
	w := open(t)
	for _, c := range []struct{ name, sql, want, why string }{
		{"a function that is not there", "select id, tidy(city) as c, n from s.a where plausible(n)", "id <- a.id c; c <- a.city t; n <- a.n c | a.n", ""},
		{"a file", "select a.id, f.note, coalesce(a.city, f.place) as place from s.a as a join read_csv('x.csv') as f on a.id = f.id", "id <- a.id c; note <- ; place <-  | a.id", "note: what the table function read_csv gives is not known without the plan; place: what the table function read_csv gives is not known without the plan"},
		{"a relation that is not there", "select x.id, a.city, kind from s.absent as x join s.a as a on a.id = x.a_id", "id <- ; city <- a.city c; kind <-  | a.id", "id: s.absent is not there; kind: s.absent is not there"},
		{"a sequence", "select nextval('numbers') as no, upper(city) as city from s.a", "no <- ; city <- a.city t | ", ""},
		{"a star of what is not there", "select * from s.absent", " | ", "s.absent is not there"},
		{"a name that nothing has", "select nothing, id from s.a", "nothing <- ; id <- a.id c | ", "nothing: no relation has a column nothing"},
	} {
		if _, err := Trace(t.Context(), w, c.sql); err == nil {
			t.Errorf("%s is bound", c.name)
		}
		s, err := TraceSyntax(t.Context(), w, c.sql)
		if err != nil {
			t.Errorf("%s: %s", c.name, err)
			continue
		}
		var whys []string
		for _, o := range s.Outputs {
			if o.Why != "" {
				whys = append(whys, o.Name+": "+o.Why)
			}
		}
		if s.Open != "" {
			whys = append(whys, s.Open)
		}
		if got, why := told(s), strings.Join(whys, "; "); got != c.want || why != c.why {
			t.Errorf("%s\n got %s (%s)\nwant %s (%s)", c.name, got, why, c.want, c.why)
		}
	}
	for _, sql := range []string{"selec 1", "", "select 1; select 2", "pivot s.b on kind using sum(v)"} {
		if s, err := TraceSyntax(t.Context(), w, sql); err == nil {
			t.Errorf("%q has a lineage: %s", sql, told(s))
		}
	}
}

// empty is a warehouse without relations.
type empty struct{}

func (empty) Exec(context.Context, string, ...any) (int64, error) { return 0, nil }

func (empty) Table(context.Context, string, ...any) (*warehouse.Table, error) {
	return &warehouse.Table{}, nil
}

// A tree of another version, or of nobody's, ends without a panic.
func FuzzTree(f *testing.F) {
	f.Add(`{"error":false,"statements":[{"node":{"type":"SELECT_NODE","select_list":[{"class":"STAR"},{"class":"COLUMN_REF","column_names":["a","b"]}],"from_table":{"type":"JOIN","left":{"type":"BASE_TABLE","table_name":"a"},"right":{"type":"TABLE_FUNCTION"},"using_columns":["x"]}}}]}`)
	f.Add(`{"error":false,"statements":[{"node":{"type":"SET_OPERATION_NODE","setop_type":"UNION","left":{"type":"SELECT_NODE"},"right":{"type":"RECURSIVE_CTE_NODE"}}}]}`)
	f.Add(`{"error":false,"statements":[{"node":{"type":"SELECT_NODE","select_list":[{"class":"COLUMN_REF"},{"class":"SUBQUERY","subquery_type":"ANY"}]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := readTree(text)
		if err != nil {
			return
		}
		w := &syntax{ctx: t.Context(), binder: empty{}, conditions: conditions{}, shapes: shapes{}, aggregates: map[string]bool{}}
		_ = w.query(tree, nil)
	})
}
