package identity

import (
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"scv"
	"scv/internal/identity/compare"
)

// room is how much memory matching may take. What stays in memory in any case (records,
// keys, links) leaves less of it for pairs and edges; of these what is beyond lies in
// files. It is safe for concurrent use.
type room struct {
	limit int64  // bytes; 0 = no limit
	dir   string // of the files
	used  atomic.Int64
	held  atomic.Int64 // of them, in any case
	most  atomic.Int64 // that was held at once

	mu    sync.Mutex
	files []*os.File
}

// take says whether so many bytes more fit; then they are taken.
func (r *room) take(bytes int64) bool {
	if r == nil || r.limit == 0 {
		return true
	}
	if r.used.Add(bytes) > r.limit {
		r.used.Add(-bytes)
		return false
	}
	return true
}

// give hands back what was taken.
func (r *room) give(bytes int64) {
	if r != nil && r.limit > 0 {
		r.used.Add(-bytes)
	}
}

// hold counts what is in memory in any case.
func (r *room) hold(bytes int64) {
	if r == nil || r.limit == 0 {
		return
	}
	r.used.Add(bytes)
	for now, most := r.held.Add(bytes), r.most.Load(); now > most && !r.most.CompareAndSwap(most, now); {
		most = r.most.Load()
	}
}

// release takes back what hold has counted.
func (r *room) release(bytes int64) { r.hold(-bytes) }

// crowded tells that what is held alone took more than there is; "" = it did not.
func (r *room) crowded() string {
	if r == nil || r.limit == 0 || r.most.Load() <= r.limit {
		return ""
	}
	return fmt.Sprintf("records with their keys and links took %d MB, which is more than the memory for matching (%d MB): all pairs lay in files", ceilMB(r.most.Load()), ceilMB(r.limit))
}

func ceilMB(bytes int64) int64 { return (bytes + 1<<20 - 1) >> 20 }

// file makes a file that is gone with the process, however that ends: its name is
// taken away at once, where the system lets that be, and else at the end.
func (r *room) file() (*os.File, error) {
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return nil, noRoom(err)
	}
	f, err := os.CreateTemp(r.dir, "scv-pairs-*")
	if err != nil {
		return nil, noRoom(err)
	}
	r.mu.Lock()
	r.files = append(r.files, f)
	r.mu.Unlock()
	_ = os.Remove(f.Name())
	return f, nil
}

// close gives the files back.
func (r *room) close() {
	if r == nil {
		return
	}
	for _, f := range r.files {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
	r.files = nil
}

func noRoom(err error) error {
	return &scv.Error{
		Code: scv.CodeIdentitySpill, Op: "put pairs aside", Err: err,
		Hint: "Make room in the folder for temporary files, or raise the memory for pairs (identity: memory: in scv.yml, --memory).",
	}
}

// spilled is records of one size in a file, written one after the other.
type spilled struct {
	room  *room
	f     *os.File
	bytes int64
}

func (s *spilled) write(buffer []byte) error {
	if s.f == nil {
		f, err := s.room.file()
		if err != nil {
			return err
		}
		s.f = f
	}
	n, err := s.f.WriteAt(buffer, s.bytes)
	s.bytes += int64(n)
	if err != nil {
		return noRoom(err)
	}
	return nil
}

// edgeBytes is an edge in a file, and about one in memory.
const edgeBytes = 32

func putEdge(b []byte, e edge) {
	binary.LittleEndian.PutUint32(b, uint32(e.i))
	binary.LittleEndian.PutUint32(b[4:], uint32(e.j))
	binary.LittleEndian.PutUint64(b[8:], uint64(e.pattern))
	binary.LittleEndian.PutUint64(b[16:], math.Float64bits(e.weight))
	binary.LittleEndian.PutUint32(b[24:], uint32(e.rule))
}

func getEdge(b []byte) edge {
	u := binary.LittleEndian.Uint32
	p := pair{int32(u(b)), int32(u(b[4:])), int32(u(b[24:])), compare.Pattern(binary.LittleEndian.Uint64(b[8:]))}
	return edge{p, math.Float64frombits(binary.LittleEndian.Uint64(b[16:]))}
}

const (
	linkBytes  = 16 // a link that clusters are made of (cluster.Edge)
	doubtBytes = 96 // a pair in doubt, with its place among those of its clusters
)

// later is what is made of edges after all were found, and stays in memory.
type later struct {
	line, review  float64
	links, doubts bool
}

func (x matcher) later(how plan) later {
	return later{line: how.line, review: how.review, links: how.method != "components", doubts: x.doubts}
}

// gathering takes the edges that one worker finds. What does not fit is put aside in
// runs that are in order.
type gathering struct {
	list []edge
	file spilled
	runs [][2]int64 // bytes of the file, from and to
	err  error

	later later // what is made of edges after all were found
	links int64 // that will be
	owed  int64 // bytes of it that are not yet held
}

// edgesAtOnce is how many edges a worker asks room for, and reads of a run, at a time.
const edgesAtOnce = 256

func (g *gathering) add(e edge) {
	g.foresee(e.weight)
	if len(g.list)%edgesAtOnce == 0 && !g.file.room.take(edgesAtOnce*edgeBytes) && len(g.list) > 0 {
		g.putAside()
	}
	g.list = append(g.list, e)
}

// foresee counts what will be made of an edge of that weight.
func (g *gathering) foresee(weight float64) {
	switch {
	case weight < g.later.line:
		if g.later.doubts && weight >= g.later.review {
			g.owed += doubtBytes
		}
	case g.later.links:
		g.links++
		g.owed += linkBytes
	}
	if g.owed >= edgesAtOnce*edgeBytes {
		g.settle()
	}
}

// settle holds what was foreseen.
func (g *gathering) settle() {
	g.file.room.hold(g.owed)
	g.owed = 0
}

func (g *gathering) putAside() {
	slices.SortFunc(g.list, byRows)
	from := g.file.bytes
	buffer := make([]byte, edgesAtOnce*edgeBytes)
	for chunk := range slices.Chunk(g.list, edgesAtOnce) {
		for k, e := range chunk {
			putEdge(buffer[k*edgeBytes:], e)
		}
		if err := g.file.write(buffer[:len(chunk)*edgeBytes]); err != nil {
			g.err = cmp.Or(g.err, err)
		}
	}
	g.runs = append(g.runs, [2]int64{from, g.file.bytes})
	g.file.room.give(int64(len(g.list)/edgesAtOnce-1) * edgesAtOnce * edgeBytes) // one part stays taken
	g.list = g.list[:0]
}

func byRows(a, b edge) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j)) }

// edges are those of a party in order of their rows, in memory or in runs.
type edges struct {
	list  []edge
	runs  []sortedRun
	links int64 // that are foreseen
	err   error // of writing or reading: all ends with it, and unread tells it
}

// sortedRun is edges in order in a part of a file.
type sortedRun struct {
	f        *os.File
	from, to int64
}

// joined gives the edges of all workers.
func joined(of []gathering) *edges {
	out := &edges{}
	var lists [][]edge
	for k := range of {
		g := &of[k]
		g.settle()
		out.links += g.links
		lists = append(lists, g.list)
		out.err = errors.Join(out.err, g.err)
		for _, r := range g.runs {
			out.runs = append(out.runs, sortedRun{g.file.f, r[0], r[1]})
		}
	}
	out.list = inOrder(lists)
	return out
}

// all gives the edges in order.
func (l *edges) all() iter.Seq[edge] {
	if l == nil {
		return func(func(edge) bool) {}
	}
	if len(l.runs) == 0 {
		return slices.Values(l.list)
	}
	return l.merged
}

// unread is why all ended before its end; nil = it gave every edge.
func (l *edges) unread() error {
	if l == nil {
		return nil
	}
	return l.err
}

func (l *edges) merged(yield func(edge) bool) {
	h := cursors{{ahead: l.list}}
	for _, r := range l.runs {
		h = append(h, &cursor{run: r})
	}
	h = slices.DeleteFunc(h, func(c *cursor) bool { return !l.fill(c) })
	heap.Init(&h)
	for len(h) > 0 {
		c := h[0]
		if !yield(c.ahead[0]) {
			return
		}
		if c.ahead = c.ahead[1:]; l.fill(c) {
			heap.Fix(&h, 0)
		} else {
			heap.Pop(&h)
		}
	}
}

// fill reads on where a cursor has nothing ahead; false at the end.
func (l *edges) fill(c *cursor) bool {
	if len(c.ahead) > 0 {
		return true
	}
	n := min(c.run.to-c.run.from, edgesAtOnce*edgeBytes)
	if n == 0 || c.run.f == nil {
		return false
	}
	buffer := make([]byte, n)
	if _, err := c.run.f.ReadAt(buffer, c.run.from); err != nil {
		l.err = errors.Join(l.err, noRoom(fmt.Errorf("read pairs: %w", err)))
		return false
	}
	c.run.from += n
	c.ahead = make([]edge, 0, n/edgeBytes)
	for at := int64(0); at < n; at += edgeBytes {
		c.ahead = append(c.ahead, getEdge(buffer[at:]))
	}
	return true
}

// cursor is a place in a run.
type cursor struct {
	run   sortedRun
	ahead []edge
}

// cursors is a heap: the one whose next edge is first stands first.
type cursors []*cursor

func (h cursors) Len() int           { return len(h) }
func (h cursors) Less(a, b int) bool { return byRows(h[a].ahead[0], h[b].ahead[0]) < 0 }
func (h cursors) Swap(a, b int)      { h[a], h[b] = h[b], h[a] }

// Push implements heap.Interface.
func (h *cursors) Push(x any) { *h = append(*h, x.(*cursor)) }

// Pop implements heap.Interface.
func (h *cursors) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
