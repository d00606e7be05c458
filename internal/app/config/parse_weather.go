package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"scv"
)

// Weather is the chain of providers: the first that is good serves, and where none
// is, what they gave earlier.
type Weather struct {
	Providers    []string // names of sources, in order; those that scv.yml does not list follow as they stand
	LastGoodDays int      // how old a value may be that serves because no provider is good
}

// Defaults of the chain.
const (
	defaultLastGoodDays = 7
	// defaultStale is for providers that issue several times a day: yesterday
	// morning's issue is good until this evening.
	defaultStale = 36 * time.Hour
)

func parseWeather(n *node, sources []scv.SourceConfig, into *Weather) error {
	if n == nil {
		into.Providers = completeChain(nil, sources)
		return nil
	}
	f := n.fields()
	var order []string
	f.texts("providers", &order)
	f.days("last_good", &into.LastGoodDays)
	into.Providers = completeChain(order, sources)
	f.fail(checkChain(n, order, completeChain(nil, sources)))
	return f.end()
}

// completeChain adds the weather sources that an order leaves out behind it.
func completeChain(order []string, sources []scv.SourceConfig) []string {
	for _, s := range sources {
		if s.Kind.IsWeather() && !slices.Contains(order, s.Name) {
			order = append(order[:len(order):len(order)], s.Name)
		}
	}
	return order
}

// checkChain wants weather sources only, each once.
func checkChain(n *node, order, all []string) error {
	hint := fmt.Sprintf("Weather sources are %s; list them with the first choice first.", strings.Join(all, ", "))
	for i, name := range order {
		if !slices.Contains(all, name) {
			return n.fault(hint, "provider %q is no weather source", name)
		}
		if slices.Contains(order[:i], name) {
			return n.fault(hint, "provider %q is listed twice", name)
		}
	}
	return nil
}

// usualStale is the stale_after of a kind that says none.
func usualStale(kind scv.SourceKind) time.Duration {
	if kind.IsWeather() {
		return defaultStale
	}
	return 0
}

// span reads a length of time: 90m, 36h, 7d; never is scv.NeverStale.
func (f *fields) span(key string, into *time.Duration) {
	n := f.get(key)
	if n == nil {
		return
	}
	d, ok := parseSpan(fmt.Sprint(n.value))
	if n.kind != scalar || !ok {
		f.fail(n.fault("Write a number with m, h or d, such as 36h or 7d, or never.", "%s must be a length of time", n.path))
		return
	}
	if *into = d; d == 0 {
		*into = scv.NeverStale
	}
}

// days reads a length of time in whole days.
func (f *fields) days(key string, into *int) {
	n := f.get(key)
	if n == nil {
		return
	}
	d, ok := parseSpan(fmt.Sprint(n.value))
	if n.kind != scalar || !ok || d%(24*time.Hour) != 0 {
		f.fail(n.fault("Write a number with d, such as 7d, or never.", "%s must be a number of days", n.path))
		return
	}
	*into = int(d / (24 * time.Hour))
}

func parseSpan(s string) (time.Duration, bool) {
	if s == "never" {
		return 0, true
	}
	if s == "" {
		return 0, false
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	unit, known := units[s[len(s)-1]]
	n, err := strconv.Atoi(s[:len(s)-1])
	const longest = 100 * 366 * 24 * 60 // minutes: beyond it nobody means it
	return time.Duration(n) * unit, known && err == nil && n > 0 && n <= longest && time.Duration(n)*unit <= longest*time.Minute
}

// writeSpan is the text that parseSpan reads.
func writeSpan(d time.Duration) string {
	switch {
	case d == scv.NeverStale:
		return "never"
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	default:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
}
