package reuse

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// Options say what a Book is for.
type Options struct {
	Program string            // digest of the running program and what surrounds it
	Alias   map[string]string // schema as the project names it -> where this run builds and reads it
	Live    map[string]string // schema of Alias -> where the live version has it; nil = Alias is built in place
	Full    bool              // nothing is reused; what is built is noted
	Now     func() time.Time
	By      string // the run
	Nodes   map[scv.Relation]string
	Planned map[string]bool // ids of the nodes of this run
}

// Row is what was noted of a place last.
type Row struct {
	Place       string
	Node        string
	Fingerprint string
	Facts       []Fact
	Content     string // of a relation its content, of a test "pass"
	Rows        int64
	Seconds     float64 // that building it took
	BuiltAt     time.Time
	BuiltBy     string // the run that built it
	seq         int64
}

// data is what is known of what a relation holds in this run.
type data struct {
	digest  string
	unknown string // why nobody can tell, "" where the digest does
	pending bool   // it will be built anew: only then it is known
}

// Book remembers of every place what it was built from. It is safe for concurrent use.
type Book struct {
	o        Options
	engine   string
	database string // of the relations, in lower case
	volatile map[string]bool
	aliases  *regexp.Regexp
	names    map[string]string // by alias in lower case: the schema's own name

	mu   sync.Mutex
	rows map[string]*Row
	data map[scv.Relation]data
	seq  int64
	late []*Row // to be written by Flush
}

// Open reads what was noted in a warehouse; it changes nothing.
func Open(ctx context.Context, c warehouse.Conn, o Options) (*Book, error) {
	b := &Book{o: o, volatile: map[string]bool{}, rows: map[string]*Row{}, data: map[scv.Relation]data{}}
	b.learnAliases()
	if err := b.learn(ctx, c); err != nil {
		return nil, fmt.Errorf("read what tables were built from: %w", err)
	}
	return b, nil
}

func (b *Book) learnAliases() {
	b.names = map[string]string{}
	var words []string
	for schema, to := range b.o.Alias {
		if schema != to {
			words = append(words, regexp.QuoteMeta(to))
			b.names[strings.ToLower(to)] = schema
		}
	}
	if len(words) > 0 {
		b.aliases = regexp.MustCompile(`(?i)\b(` + strings.Join(words, "|") + `)\b`)
	}
}

// Make makes the table of a warehouse that has none, and tidies one that has. No
// other build may be under way.
func Make(ctx context.Context, c warehouse.Conn) error {
	for _, name := range []string{"create", "tidy"} {
		if _, err := c.Exec(ctx, statement(name)); err != nil {
			return fmt.Errorf("prepare _scv.node_state: %w", err)
		}
	}
	return nil
}

func (b *Book) learn(ctx context.Context, c warehouse.Conn) error {
	t, err := c.Table(ctx, statement("engine"))
	if err != nil {
		return err
	}
	b.engine, b.database = fmt.Sprint(t.Rows[0][0]), strings.ToLower(fmt.Sprint(t.Rows[0][1]))
	if t, err = c.Table(ctx, statement("volatile")); err != nil {
		return err
	}
	for _, row := range t.Rows {
		b.volatile[fmt.Sprint(row[0])] = true
	}
	if shape, err := shapeOf(ctx, c, scv.Relation{Schema: "_scv", Name: "node_state"}); err != nil || shape == "" {
		return nil //nolint:nilerr // a warehouse in which nothing was noted yet
	}
	if t, err = c.Table(ctx, statement("newest")); err != nil {
		return err
	}
	for _, row := range t.Rows {
		r, err := rowOf(row)
		if err != nil {
			return err
		}
		b.rows[r.Place], b.seq = r, max(b.seq, r.seq)
	}
	return nil
}

func rowOf(v []any) (*Row, error) {
	r := &Row{}
	r.seq, _ = v[0].(int64)
	r.Place, _ = v[1].(string)
	r.Node, _ = v[2].(string)
	r.Fingerprint, _ = v[3].(string)
	facts, _ := v[4].(string)
	r.Content, _ = v[5].(string)
	r.Rows, _ = v[6].(int64)
	r.Seconds, _ = v[7].(float64)
	r.BuiltAt, _ = v[8].(time.Time)
	r.BuiltBy, _ = v[9].(string)
	if err := json.Unmarshal([]byte(facts), &r.Facts); err != nil {
		return nil, fmt.Errorf("read facts of %s: %w", r.Place, err)
	}
	return r, nil
}

// placeOf is the key of a relation, or of a test.
func placeOf(r scv.Relation) string { return strings.ToLower(r.Schema + "." + r.Name) }

func lowered(r scv.Relation) scv.Relation {
	return scv.Relation{Schema: strings.ToLower(r.Schema), Name: strings.ToLower(r.Name)}
}

// Prior is where a node's relation was built last: where readers see it, where its
// schema is built anew each time, else where it is built now. False: nobody sees one.
func (b *Book) Prior(schema string, target scv.Relation) (scv.Relation, bool) {
	if _, elsewhere := b.o.Alias[schema]; !elsewhere || b.o.Live == nil {
		return target, true
	}
	live, published := b.o.Live[schema]
	return scv.Relation{Schema: live, Name: target.Name}, published
}

// Plain writes SQL as if every schema had the name that the project gives it.
func (b *Book) Plain(sql string) string {
	if b.aliases == nil {
		return sql
	}
	return b.aliases.ReplaceAllStringFunc(sql, func(alias string) string { return b.names[strings.ToLower(alias)] })
}

// write notes rows at once.
func (b *Book) write(ctx context.Context, c warehouse.Conn, rows ...*Row) error {
	for _, r := range rows {
		facts, err := json.Marshal(r.Facts)
		if err != nil {
			return fmt.Errorf("note %s: %w", r.Place, err)
		}
		b.mu.Lock()
		b.seq++
		seq := b.seq
		b.mu.Unlock()
		_, err = c.Exec(ctx, statement("note"), seq, r.Place, r.Node, r.Fingerprint, string(facts), r.Content, r.Rows, r.Seconds, r.BuiltAt.UTC(), r.BuiltBy)
		if err != nil {
			return fmt.Errorf("note %s: %w", r.Place, err)
		}
	}
	return nil
}

// Flush writes what was left for the end of the run.
func (b *Book) Flush(ctx context.Context, s *warehouse.Session) error {
	b.mu.Lock()
	late := b.late
	b.late = nil
	b.mu.Unlock()
	if len(late) == 0 {
		return nil
	}
	return s.Tx(ctx, func() error { return b.write(ctx, s, late...) })
}
