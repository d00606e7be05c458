package compile

import (
	"maps"
	"slices"
	"sync"
	"time"

	"scv/internal/dbt/memo"
	"scv/jinja"
)

// Asked is what parsing a project asked for that its files, variables and target
// do not say. It may be used by several goroutines; nil notes nothing.
type Asked struct {
	mu      sync.Mutex
	command bool
	moment  bool
	days    []time.Time
}

// name notes a name of dbt's context.
func (a *Asked) name(name string) {
	if a == nil || !ofCommand(name) && !ofMoment(name) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.command = a.command || ofCommand(name)
	a.moment = a.moment || ofMoment(name)
}

// day notes that what is warned of changes with a day.
func (a *Asked) day(t time.Time) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.days = append(a.days, t)
}

// Moment says whether anything asked for what is never the same twice.
func (a *Asked) Moment() bool { return a.moment }

// Command says whether anything asked for the command line.
func (a *Asked) Command() bool { return a.command }

// Until gives the first day after a time on which the project warns of something
// else; zero when there is none.
func (a *Asked) Until(after time.Time) time.Time {
	var first time.Time
	for _, day := range a.days {
		if day.After(after) && (first.IsZero() || day.Before(first)) {
			first = day
		}
	}
	return first
}

// Settled gives a key of all that parsing follows from before the project's files
// are read, and the digest of the command line, which few projects ask for.
func Settled(o Options) (key memo.Key, command string, err error) {
	if o.Vars == nil {
		o.Vars = jinja.NewDict()
	}
	key, err = memo.KeyOf(o.settled()...)
	return key, o.commandDigest(), err
}

func (o Options) settled() []any {
	parts := []any{Version, o.Vars, (&Compiler{o: o}).targetObject(), o.Target.Database, o.Target.Schema}
	for _, schema := range slices.Sorted(maps.Keys(o.Schemas)) {
		parts = append(parts, schema, o.Schemas[schema])
	}
	for _, p := range o.Project.All() {
		parts = append(parts, p.Name, p.Root, p.Settings())
	}
	return parts
}

func (o Options) commandDigest() string {
	return digest(jinja.Repr((&Compiler{o: o}).flags().(*attributes).dict), o.Command, o.FullRefresh, o.Vars)
}
