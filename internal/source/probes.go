package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
)

// Health is what the probes of sources look at.
type Health struct {
	Configs []scv.SourceConfig
	Open    func(c scv.SourceConfig) (*Source, error)
	// Loaded gives what bronze holds of a source: rows read from its files as they
	// stand now, how many of them are in quarantine, and the newest day of its
	// values where they have one (weather), else zero.
	Loaded func(ctx context.Context, c scv.SourceConfig) (Loaded, error)
	Now    func() time.Time                             // for the time a look takes
	Today  func(ctx context.Context) (time.Time, error) // what runs call now

	looks map[string]answer // what was seen so far, by source
}

// answer is what a look at a source gave.
type answer struct {
	line string
	err  error
}

// Loaded is what came of a source so far.
type Loaded struct {
	Read, Held int64
	Newest     time.Time // newest day of its values; zero where they have none
	Today      int64     // rows of that kind for today
}

// stale is how many days behind today the newest weather may be.
const stale = 1

// sampled is how many rows of the newest file a look reads.
const sampled = 1000

// Probes gives the probes of sources: each is opened, its headers are compared
// with what scv.yml wants, and the newest file is read into.
// Several probes share one look at a source; they run one after another.
func Probes(h Health) []scv.Probe {
	h.looks = map[string]answer{}
	return []scv.Probe{
		h.ping("source.ping[d365]", []string{"2.3.1"}, scv.Dynamics, "The Dynamics 365 export opens: model.json names every declared entity and column, its files are there, the newest can be read, and its rows came into bronze."),
		h.ping("source.ping[xlsx]", []string{"2.3.2"}, scv.Excel, "Every workbook opens: sheets, headers and declared columns are found, the newest can be read, its rows came into bronze, and rejected rows are counted."),
		h.ping("source.ping[weather]", []string{"1.1.2", "2.3.3"}, scv.WeatherFiles, fmt.Sprintf("The files of every weather provider open with the columns they must have, the newest can be read, there are rows for today, and the newest day is at most %d day old.", stale)),
		{
			Name: "source.grants", Items: []string{"1.1.1", "2.3.3"},
			Proves: "What the weather source may read. Files need no marketplace share: then the probe proves from scv.yml that there is none, and that each declared file can be read.",
			Run:    h.grants,
		},
		{
			Name: "source.suite", Items: []string{"2.3.4"},
			Proves: "All sources answer in one go.",
			Run:    h.suite,
		},
	}
}

func (h Health) ping(name string, items []string, kind scv.SourceKind, proves string) scv.Probe {
	return scv.Probe{Name: name, Items: items, Proves: proves, Run: func(ctx context.Context) scv.Finding {
		var parts []string
		for _, c := range h.Configs {
			if c.Kind != kind && !(kind.IsWeather() && c.Kind.IsWeather()) {
				continue
			}
			part, err := h.look(ctx, c)
			if err != nil {
				return unreachable(c, err)
			}
			parts = append(parts, part)
		}
		if len(parts) == 0 {
			return scv.Finding{Verdict: scv.Unknown, Evidence: "no source of this kind is declared", Remedy: "Declare one in scv.yml, or have the box waived."}
		}
		return scv.Passed(strings.Join(parts, "; "))
	}}
}

func unreachable(c scv.SourceConfig, err error) scv.Finding {
	remedy := scv.HintOf(err)
	if remedy == "" {
		remedy = "Type `scv run`: it names the file and what to do."
	}
	return scv.Failed(c.Name+": "+err.Error(), remedy)
}

// look gives what a source answers; it is asked once.
func (h Health) look(ctx context.Context, c scv.SourceConfig) (string, error) {
	a, ok := h.looks[c.Name]
	if !ok {
		a.line, a.err = h.ask(ctx, c)
		h.looks[c.Name] = a
	}
	return a.line, a.err
}

// ask opens a source, reads into its newest files, and asks what came of it.
func (h Health) ask(ctx context.Context, c scv.SourceConfig) (string, error) {
	started := h.Now()
	s, err := h.Open(c)
	if err != nil {
		return "", err
	}
	tables, err := s.Tables(ctx)
	if err != nil {
		return "", err
	}
	files, digests := 0, []string{}
	for i, t := range tables {
		files += len(t.Files)
		digests = append(digests, t.Digest)
		if len(t.Files) == 0 {
			return "", fmt.Errorf("%s has no file", t.Entity)
		}
		if _, err := s.Read(ctx, &tables[i], t.Files[len(t.Files)-1], enough()); err != nil && !errors.Is(err, errEnough) {
			return "", err
		}
	}
	took := h.Now().Sub(started)
	loaded, err := h.Loaded(ctx, c)
	if err != nil {
		return "", err
	}
	if loaded.Read == 0 {
		return "", &scv.Error{Op: "look at", Subject: c.Name, Err: errors.New("no row of it is in bronze"), Hint: "Type `scv run`."}
	}
	line := fmt.Sprintf("%s: %d tables in %d files open in %d ms, columns %s, %d rows read, %d rejected",
		c.Name, len(tables), files, took.Milliseconds(), DigestOf(digests)[:12], loaded.Read, loaded.Held)
	if c.Kind.IsWeather() {
		return h.recent(ctx, line, loaded)
	}
	return line, nil
}

var errEnough = errors.New("enough rows were seen")

// enough stops a read after some rows.
func enough() func(*Row) error {
	n := 0
	return func(*Row) error {
		if n++; n > sampled {
			return errEnough
		}
		return nil
	}
}

func (h Health) recent(ctx context.Context, line string, l Loaded) (string, error) {
	today, err := h.Today(ctx)
	if err != nil {
		return "", err
	}
	today = today.Truncate(24 * time.Hour)
	if l.Newest.AddDate(0, 0, stale).Before(today) || l.Today == 0 {
		return "", &scv.Error{
			Op: "look at", Subject: "weather", Err: fmt.Errorf("the newest day is %s, and %d rows are for today", l.Newest.Format(time.DateOnly), l.Today),
			Hint: "Deliver newer weather files and type `scv run`.",
		}
	}
	return fmt.Sprintf("%s, %d rows for today, newest day %s", line, l.Today, l.Newest.Format(time.DateOnly)), nil
}

func (h Health) grants(ctx context.Context) scv.Finding {
	var names []string
	for _, c := range h.Configs {
		if !c.Kind.IsWeather() {
			continue
		}
		if _, err := h.look(ctx, c); err != nil {
			return unreachable(c, err)
		}
		names = append(names, c.Name+" ("+c.Path+")")
	}
	if len(names) == 0 {
		return scv.Finding{Verdict: scv.Unknown, Evidence: "no weather source is declared", Remedy: "Declare one in scv.yml."}
	}
	slices.Sort(names)
	return scv.Passed("marketplace grants are not applicable: weather comes from files, " + strings.Join(names, ", ") + ", and each can be read")
}

func (h Health) suite(ctx context.Context) scv.Finding {
	for _, c := range h.Configs {
		if _, err := h.look(ctx, c); err != nil {
			return unreachable(c, err)
		}
	}
	if len(h.Configs) == 0 {
		return scv.Finding{Verdict: scv.Unknown, Evidence: "no source is declared"}
	}
	return scv.Passed(fmt.Sprintf("%d sources answer in one go", len(h.Configs)))
}
