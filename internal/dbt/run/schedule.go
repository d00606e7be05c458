package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

// state is how far the nodes of a plan are. It belongs to the coordinator.
type state struct {
	waiting []int  // parents that have not ended
	blocked []int  // index of what keeps a node from being built, -1 for none
	soft    []bool // ended with an error that blocks nothing
	ready   []int  // sorted
	left    int
	stopped bool  // fail-fast
	running []int // being built
}

// all builds every node of the plan by a few workers; one coordinator hands out
// what is ready, the smallest place in the graph's order first.
func (r *runner) all(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	st := r.newState()
	jobs, done := make(chan int), make(chan Result)
	var workers sync.WaitGroup
	var faults errorList
	for w := range max(r.o.Threads, 1) {
		name := "Thread-" + strconv.Itoa(w+1)
		workers.Go(func() {
			if err := r.work(ctx, name, jobs, done); err != nil {
				faults.add(err)
				cancel()
			}
		})
	}
	r.coordinate(ctx, st, jobs, done)
	close(jobs)
	workers.Wait()
	if err := faults.first(); err != nil {
		return err
	}
	if err := context.Cause(ctx); st.left > 0 && !st.stopped && err != nil {
		return fmt.Errorf("build: %w", err)
	}
	return nil
}

type errorList struct {
	mu   sync.Mutex
	errs []error
}

func (l *errorList) add(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errs = append(l.errs, err)
}

// first prefers a cause to a context that was cancelled because of it.
func (l *errorList) first() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, err := range l.errs {
		if !errors.Is(err, context.Canceled) {
			return err
		}
	}
	if len(l.errs) > 0 {
		return l.errs[0]
	}
	return nil
}

func (r *runner) newState() *state {
	n := len(r.plan.nodes)
	st := &state{waiting: make([]int, n), blocked: make([]int, n), soft: make([]bool, n), left: n}
	for i := range r.plan.nodes {
		st.blocked[i] = -1
		st.waiting[i] = len(r.plan.parents[i])
		if st.waiting[i] == 0 {
			st.ready = append(st.ready, i)
		}
	}
	return st
}

func (r *runner) coordinate(ctx context.Context, st *state, jobs chan<- int, done <-chan Result) {
	for st.left > 0 {
		for len(st.ready) > 0 && (st.stopped || st.blocked[st.ready[0]] >= 0) {
			i := st.ready[0]
			st.ready = st.ready[1:]
			r.end(st, i, r.skipped(st, i))
		}
		if len(st.running) == 0 && (ctx.Err() != nil || len(st.ready) == 0) {
			return
		}
		var give chan<- int
		next := -1
		if len(st.ready) > 0 && ctx.Err() == nil {
			give, next = jobs, st.ready[0]
		}
		var stop <-chan struct{}
		if len(st.running) == 0 {
			stop = ctx.Done()
		}
		select {
		case give <- next:
			st.ready = st.ready[1:]
			st.running = append(st.running, next)
			r.o.Begin(r.plan.nodes[next])
			r.tell(st)
		case res := <-done:
			i := r.plan.index[res.UniqueID]
			st.running = slices.DeleteFunc(st.running, func(k int) bool { return k == i })
			r.end(st, i, res)
		case <-stop:
			return
		}
	}
}

// end notes a node's result and frees or blocks its children.
func (r *runner) end(st *state, i int, res Result) {
	st.left--
	n := r.plan.nodes[i]
	st.soft[i] = r.soft(st, i, res)
	blocks := (res.Status.Bad() || res.Status == Skipped) && !st.soft[i]
	if res.Status == Fail {
		if w, some := r.letThrough(n); some {
			res.Warnings = append(res.Warnings, w)
		}
	}
	if res.Status.Bad() && r.o.FailFast || unusable(res.Err) != "" {
		st.stopped = true
	}
	for _, child := range r.plan.children[i] {
		if blocks && st.blocked[child] < 0 {
			st.blocked[child] = i
		}
		if st.waiting[child]--; st.waiting[child] == 0 {
			at, _ := slices.BinarySearch(st.ready, child)
			st.ready = slices.Insert(st.ready, at, child)
		}
	}
	r.results = append(r.results, res)
	if r.o.Done != nil {
		r.o.Done(res)
	}
	r.tell(st)
}

// soft says whether a model that did not end well blocks nothing: on_error is
// continue, and it is its own error, or that of its unit test.
func (r *runner) soft(st *state, i int, res Result) bool {
	n := r.plan.nodes[i]
	if n.Kind != graph.Model || n.ConfigText("on_error") != "continue" {
		return false
	}
	by := st.blocked[i]
	return res.Status.Bad() || res.Status == Skipped && by >= 0 && r.plan.nodes[by].Kind == graph.UnitTest
}

// tell reports how many nodes have ended and which are being built.
func (r *runner) tell(st *state) {
	var now []string
	for _, i := range st.running {
		now = append(now, string(r.plan.nodes[i].Kind)+" "+r.plan.nodes[i].Name)
	}
	total := len(r.plan.nodes)
	r.o.Progress.Report(scv.Event{
		Stage: "build", Unit: "nodes", Done: int64(total - st.left), Total: int64(total), End: st.left == 0, Note: strings.Join(now, ", "),
	})
}

func (r *runner) skipped(st *state, i int) Result {
	res := r.result(r.plan.nodes[i])
	res.Status, res.Rows = Skipped, 0
	res.Ended = res.Started
	if by := st.blocked[i]; by >= 0 {
		res.SkippedBy = r.plan.nodes[by].ID
	}
	return res
}

// work builds nodes on one session until there are no more.
func (r *runner) work(ctx context.Context, name string, jobs <-chan int, done chan<- Result) error {
	return r.o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		for i := range jobs {
			res := r.node(ctx, s, r.plan.nodes[i])
			res.Thread = name
			done <- res
		}
		return nil
	})
}
