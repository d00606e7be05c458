package compile

import (
	"crypto/sha256"
	"maps"
	"slices"
	"sync"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/memo"
	"scv/internal/dbt/project"
)

// reads is what a node's rendering in the parse phase asked for beyond its own
// text, its properties and the project's macros and settings.
type reads struct {
	env   map[string]bool // environment variables
	flags bool            // flags, invocation_args_dict: they change with the command
	docs  bool            // docs blocks
	time  bool            // the clock, the invocation: never the same twice
}

// entry is what the memo keeps for one key: nodes, what was warned of them, and
// the rest of what they follow from.
type entry struct {
	Nodes    []*graph.Node
	Warnings []project.Warning
	Env      []envRead
	Flags    string // digest, "" when nobody asked
	Docs     string
}

// envRead is an environment variable with the digest of its value.
type envRead struct{ Name, Digest string }

// world is what every node of a project follows from.
type world struct {
	once  sync.Once
	key   memo.Key
	known bool // false: there is no key, and nothing is remembered
	flags string
	docs  string
}

func digest(parts ...any) string {
	k, err := memo.KeyOf(parts...)
	if err != nil {
		return ""
	}
	return string(k[:])
}

// surroundings gives the world, made once the docs blocks are known.
func (c *Compiler) surroundings() *world {
	w := &c.world
	w.once.Do(func() {
		parts := c.o.settled()
		for _, d := range c.macros.order {
			parts = append(parts, d.info.ID, d.info.Path, int64(d.info.Line), d.head)
		}
		key, err := memo.KeyOf(parts...)
		w.key, w.known = key, err == nil
		w.flags = c.o.commandDigest()
		docs := []any{}
		for _, id := range slices.Sorted(maps.Keys(c.graph.Docs)) {
			docs = append(docs, id, c.graph.Docs[id].Text)
		}
		w.docs = digest(docs...)
	})
	return w
}

// remembered gives what make gave when all that it follows from was the same: the
// world, and parts. The nodes are the caller's. What make warns of goes to p, of
// which no other goroutine may warn meanwhile when make does.
func (c *Compiler) remembered(p *project.Project, parts []any, make func(*reads) ([]*graph.Node, error)) ([]*graph.Node, error) {
	w := c.surroundings()
	key, err := memo.KeyOf(append([]any{w.key}, parts...)...)
	if c.o.Memo == nil || !w.known || err != nil {
		return make(&reads{})
	}
	var e entry
	if c.o.Memo.Get(key, &e) && c.holds(&e) {
		if len(e.Warnings) > 0 {
			p.Warnings = append(p.Warnings, e.Warnings...)
		}
		return e.Nodes, nil
	}
	r := &reads{env: map[string]bool{}}
	before := len(p.Warnings)
	nodes, err := make(r)
	if err == nil && !r.time {
		e = entry{Nodes: nodes, Warnings: slices.Clone(p.Warnings[before:])}
		c.note(&e, r)
		c.o.Memo.Put(key, e)
	}
	return nodes, err
}

// holds says whether the rest of what an entry follows from is the same, and
// tells what it read to those who ask which variables were read.
func (c *Compiler) holds(e *entry) bool {
	if e.Flags != "" {
		c.o.Asked.name("flags")
	}
	if e.Flags != "" && e.Flags != c.world.flags || e.Docs != "" && e.Docs != c.world.docs {
		return false
	}
	for _, read := range e.Env {
		if c.envDigest(read.Name) != read.Digest {
			return false
		}
	}
	for _, read := range e.Env {
		if v, ok := c.o.Env(read.Name); ok {
			c.sawEnv(read.Name, v)
		}
	}
	return true
}

func (c *Compiler) note(e *entry, r *reads) {
	if r.flags {
		e.Flags = c.world.flags
	}
	if r.docs {
		e.Docs = c.world.docs
	}
	for _, name := range slices.Sorted(maps.Keys(r.env)) {
		e.Env = append(e.Env, envRead{name, c.envDigest(name)})
	}
}

// envDigest gives what stands in the memo for a variable's value, "" when it is
// not set. Names of secrets never come here: only profiles may read them.
func (c *Compiler) envDigest(name string) string {
	v, ok := c.o.Env(name)
	if !ok {
		return ""
	}
	sum := sha256.Sum256([]byte(v))
	return string(sum[:])
}

func (c *Compiler) sawEnv(name, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seenEnv[name] = value
}

// watch makes what renderings of n ask for in the parse phase known to r, until
// the function it gives is called.
func (c *Compiler) watch(n *graph.Node, r *reads) (done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watched[n] = r
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.watched, n)
	}
}

func (c *Compiler) watching(n *graph.Node) *reads {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.watched[n]; r != nil {
		return r
	}
	return &reads{}
}

// asked notes that a rendering in the parse phase met a name.
func (s *scope) asked(name string) {
	if s.phase == parsing {
		s.c.o.Asked.name(name)
	}
	if s.reads == nil {
		s.askedTime(name)
		return
	}
	switch {
	case name == "doc":
		s.reads.docs = true
	case ofCommand(name):
		s.reads.flags = true
	case ofMoment(name):
		s.reads.time = true
	}
}

// ofCommand says whether a name of dbt's context follows from the command line.
func ofCommand(name string) bool { return name == "flags" || name == "invocation_args_dict" }

// ofMoment says whether a name of dbt's context is never the same twice, or does
// something each time.
func ofMoment(name string) bool {
	switch name {
	case "run_started_at", "invocation_id", "modules", "sql_now", "selected_resources", "exceptions.warn":
		return true
	}
	return false
}
