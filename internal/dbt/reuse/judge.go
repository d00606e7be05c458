package reuse

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// Kind is what a node leaves behind.
type Kind int

// The kinds of candidates.
const (
	Table Kind = iota
	View
	Test // leaves a verdict
)

// Candidate is a node that is about to be built.
type Candidate struct {
	ID       string
	Kind     Kind
	Target   scv.Relation // where it is built; of a test nothing
	Prior    scv.Relation // where it was built last
	HasPrior bool         // false: nowhere
	SQL      []string     // what is read for it
	Facts    []Fact       // all but what it reads
	Always   string       // why it has to be built whatever happened, "" for no reason
	Steady   bool         // it is declared that functions such as now() do not matter
}

func (c *Candidate) place(r scv.Relation) string {
	if c.Kind == Test {
		return "test " + c.ID
	}
	return placeOf(r)
}

// Judgement says whether a node has to be built.
type Judgement struct {
	Keep   bool     // what is there is what would be built
	Unsure []string // not sure to be built: only where these, which will be, give other rows
	Why    []string
	Prior  *Row // nil where nothing is noted
	facts  []Fact
	doubts []string
}

// Judge decides. It reads whole relations, and changes nothing.
func (b *Book) Judge(ctx context.Context, c warehouse.Conn, k *Candidate) (*Judgement, error) {
	j := &Judgement{}
	if k.HasPrior || k.Kind == Test {
		b.mu.Lock()
		j.Prior = b.rows[k.place(k.Prior)]
		b.mu.Unlock()
	}
	if err := b.follow(ctx, c, k, j); err != nil {
		return nil, err
	}
	switch {
	case b.o.Full:
		j.Why = []string{"everything was asked for"}
	case k.Always != "":
		j.Why = []string{k.Always}
	case j.Prior == nil && k.Kind == Test:
		j.Why = []string{"it never passed here"}
	case j.Prior == nil:
		j.Why = []string{"it was never built here"}
	case len(j.doubts) > 0:
		j.Why = j.doubts
	case j.Prior.Fingerprint != Fingerprint(j.facts):
		j.Why = changes(j.Prior.Facts, j.facts)
	default:
		return j, b.verify(ctx, c, k, j)
	}
	j.Unsure = nil
	return j, nil
}

// verify keeps what is there where it is still what was noted. A view holds no rows,
// and its text comes out of the engine in another form than it went in: whoever keeps
// one writes it again.
func (b *Book) verify(ctx context.Context, c warehouse.Conn, k *Candidate, j *Judgement) error {
	var content string
	var err error
	if k.Kind == Table {
		content, _, err = Content(ctx, c, k.Prior)
	} else {
		content = j.Prior.Content
	}
	switch {
	case errors.Is(err, errNotThere):
		j.Why = []string{"it is not there any more"}
	case err != nil:
		return err
	case content != j.Prior.Content:
		j.Why = []string{"it does not hold what scv built: somebody else changed it"}
	case len(j.Unsure) > 0:
		j.Why = []string{"upstream " + strings.Join(j.Unsure, ", ") + " will be built: only where that gives other rows"}
	default:
		j.Keep, j.Why = true, kept(j)
	}
	if !j.Keep && content != j.Prior.Content {
		j.Unsure = nil
	}
	return nil
}

// kept says why nothing has to be built, with what changed and did not matter.
func kept(j *Judgement) []string {
	why := []string{"nothing that it follows from changed"}
	for _, f := range differing(j.Prior.Facts, j.facts) {
		why = append(why, f.words()+", and its SQL did not")
	}
	return why
}

// follow completes the facts by what the node reads.
func (b *Book) follow(ctx context.Context, c warehouse.Conn, k *Candidate, j *Judgement) error {
	j.facts = append(slices.Clone(k.Facts), Fact{Program, "", Digest(b.o.Program)}, Fact{Engine, "", Digest(b.engine)})
	for _, sql := range k.SQL {
		if err := b.followSQL(ctx, c, k, j, sql); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) followSQL(ctx context.Context, c warehouse.Conn, k *Candidate, j *Judgement, sql string) error {
	reads, err := read(ctx, c, sql)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		j.doubts = append(j.doubts, "its SQL cannot be taken apart")
		return nil
	}
	if !k.Steady {
		j.doubts = append(j.doubts, reads.doubts(b.volatile)...)
	}
	names := slices.SortedFunc(maps.Keys(reads.tables), func(x, y scv.Relation) int { return strings.Compare(x.String(), y.String()) })
	for _, at := range names {
		at.Schema = strings.TrimPrefix(at.Schema, b.database+".")
		if at == lowered(k.Target) || at == lowered(k.Prior) {
			continue
		}
		if err := b.followTable(ctx, c, at, j); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) followTable(ctx context.Context, c warehouse.Conn, at scv.Relation, j *Judgement) error {
	name := b.nameOf(at)
	d, err := b.know(ctx, c, at)
	switch {
	case err != nil:
		return err
	case d.unknown != "":
		j.doubts = append(j.doubts, "it reads "+short(name)+", "+d.unknown)
	case d.pending:
		j.Unsure = append(j.Unsure, short(name))
		d.digest = priorDigest(j.Prior, name)
	}
	j.facts = append(j.facts, Fact{Rows, name, d.digest})
	return nil
}

func priorDigest(prior *Row, name string) string {
	if prior == nil {
		return ""
	}
	for _, f := range prior.Facts {
		if f.Kind == Rows && f.Name == name {
			return f.Digest
		}
	}
	return ""
}

// nameOf is what a relation is called in facts: the node's id, else its own name.
func (b *Book) nameOf(at scv.Relation) string {
	if id, ok := b.o.Nodes[at]; ok {
		return id
	}
	return b.Plain(at.String())
}

// know tells what a relation holds in this run.
func (b *Book) know(ctx context.Context, c warehouse.Conn, at scv.Relation) (data, error) {
	b.mu.Lock()
	d, ok := b.data[at]
	b.mu.Unlock()
	if ok {
		return d, nil
	}
	if id, ok := b.o.Nodes[at]; ok && b.o.Planned[id] {
		return data{unknown: "of which nobody knows what it holds by then"}, nil
	}
	if at.Schema == "" || strings.Contains(at.Schema, ".") {
		return data{unknown: "which is not named in full"}, nil
	}
	var err error
	if d.digest, _, err = Content(ctx, c, at); errors.Is(err, errNotThere) {
		return data{unknown: "which is not there"}, nil
	} else if err != nil {
		return d, fmt.Errorf("look at %s: %w", at, err)
	}
	b.keepKnown(at, d)
	return d, nil
}

func (b *Book) keepKnown(at scv.Relation, d data) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data[lowered(at)] = d
}

// Pending notes, where nothing is built, that a node would be.
func (b *Book) Pending(k *Candidate) {
	if k.Kind != Test {
		b.keepKnown(k.Target, data{pending: true})
	}
}

// Kept notes that a node was not built: its relation is at the target.
func (b *Book) Kept(k *Candidate, j *Judgement) {
	b.learnOf(k, j, j.Prior.Content)
	row := *j.Prior
	row.Place, row.Facts = k.place(k.Target), j.facts
	if row.Place == j.Prior.Place && len(differing(j.Prior.Facts, j.facts)) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = append(b.late, &row)
}

func (b *Book) learnOf(k *Candidate, j *Judgement, content string) {
	switch {
	case k.Kind == Test:
	case k.Kind == View && len(j.doubts) > 0:
		b.keepKnown(k.Target, data{unknown: "a view: " + strings.Join(j.doubts, ", ")})
	case k.Kind == View:
		b.keepKnown(k.Target, data{digest: Fingerprint(j.facts)})
	default:
		b.keepKnown(k.Target, data{digest: content})
	}
}

// Built notes what a node holds after it was built, or that a test passed, and says
// whether the prior relation holds the same.
func (b *Book) Built(ctx context.Context, c warehouse.Conn, k *Candidate, j *Judgement, seconds float64) (same bool, err error) {
	row := &Row{
		Place: k.place(k.Target), Node: k.ID, Fingerprint: Fingerprint(j.facts), Facts: j.facts, Content: "pass", Seconds: seconds,
		BuiltAt: b.o.Now(), BuiltBy: b.o.By,
	}
	switch k.Kind {
	case Table:
		if row.Content, row.Rows, err = Content(ctx, c, k.Target); err != nil {
			return false, err
		}
	case View:
		row.Content, row.Rows = row.Fingerprint, -1
	}
	b.learnOf(k, j, row.Content)
	same = j.Prior != nil && j.Prior.Content == row.Content
	if k.Kind == Table && k.HasPrior && k.Prior == k.Target {
		return same, b.write(ctx, c, row) // readers' next run begins here, whatever becomes of this one
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = append(b.late, row)
	return same, nil
}
