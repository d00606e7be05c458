package catalog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scv"
)

// Probes gives the probes of documentation and of the map.
func Probes(h Home) []scv.Probe {
	return []scv.Probe{
		{
			Name: "doc.sources", Items: []string{"1.1.4"},
			Proves: "Every source says who owns it, its licence, its refresh, its promise and what happens when it is missing (`about:` in scv.yml); docs/sources.md is what the registry and the lineage of the project give.",
			Run:    h.documentedSources,
		},
		{
			Name: "doc.dictionary[page]", Items: []string{"1.4.2"},
			Proves: "Every live column of silver, identity and gold is in the dictionary with its meaning, every entry of the dictionary is live, and docs/dictionary.md is that dictionary.",
			Run:    h.completeDictionary,
		},
		{
			Name: "lineage.map", Items: []string{"4.3.1"},
			Proves: "Every live table and view is on the map of the data flow, everything on the map is live, and docs/flow.md is that map.",
			Run:    h.completeMap,
		},
		{
			Name: "lineage.coverage", Items: []string{"3.5.2"},
			Proves: "Every column of gold is traced, by the plans that the engine binds, to columns of sources or to a constant or count of the project; what could not be resolved is listed with its reason. A person holds a sample against the SQL.",
			Run:    h.tracedColumns,
		},
	}
}

const editDescription = "Write `description:` in the model's .yml file in project/models, or type `scv init --refresh` where it is one that scv ships; then type `scv run`."

func (h Home) documentedSources(ctx context.Context) scv.Finding {
	g, err := h.Graph(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	var gaps, unused []string
	for _, s := range h.Sources() {
		a := s.About
		for _, each := range [][2]string{{"owner", a.Owner}, {"licence", a.Licence}, {"refresh", a.Refresh}, {"sla", a.SLA}, {"fallback", a.Fallback}} {
			if placeholder(each[1]) {
				gaps = append(gaps, s.Name+"."+each[0])
			}
		}
		if len(consumers(g, s.Name)) == 0 {
			unused = append(unused, s.Name)
		}
	}
	switch {
	case len(h.Sources()) == 0:
		return scv.Failed("no source is declared", "Declare your sources in scv.yml.")
	case len(gaps) > 0:
		return scv.Failed("not said of sources: "+first(gaps), "Write about: {owner, licence, refresh, sla, fallback} for the source in scv.yml and type `scv run`.")
	case len(unused) > 0:
		return scv.Failed("nobody needs "+first(unused), "Take the source out, or declare who reads what is made from it as an exposure in project/models.")
	}
	return h.fresh(SourcesPage, sourcesPage(g, h.Sources()), fmt.Sprintf("%d sources, each with owner, licence, refresh, promise, fallback and who needs it", len(h.Sources())))
}

// fresh passes when a page of the home is what is declared and live now.
func (h Home) fresh(name string, want []byte, evidence string) scv.Finding {
	got, err := h.Page(name)
	if err != nil || !bytes.Equal(got, want) {
		return scv.Failed("docs/"+name+" is missing or is not what is declared and live now", "Type `scv run`: it writes the page again.")
	}
	sum := sha256.Sum256(got)
	return scv.Passed(fmt.Sprintf("%s; docs/%s, digest %s", evidence, name, hex.EncodeToString(sum[:6])))
}

func first(list []string) string {
	if len(list) > 3 {
		return strings.Join(list[:3], ", ") + fmt.Sprintf(" and %d more", len(list)-3)
	}
	return strings.Join(list, ", ")
}

// placeholder says whether a text says nothing.
func placeholder(s string) bool {
	plain := strings.ToLower(strings.Trim(s, " .…?-"))
	return len(plain) < 3 || slices.Contains([]string{"todo", "tbd", "tba", "fixme", "xxx", "n/a", "none", "description", "unknown", "lorem ipsum", "to be done", "to do"}, plain) ||
		strings.HasPrefix(plain, "todo") || strings.HasPrefix(plain, "fixme")
}

func (h Home) completeDictionary(ctx context.Context) scv.Finding {
	g, live, err := h.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	ways, err := h.Lineage(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	entries := dictionary(g)
	unknown, stale, n := compare(entries, live)
	switch {
	case len(unknown) > 0:
		return scv.Failed(fmt.Sprintf("%d live columns are not in the dictionary, or without a meaning: %s", len(unknown), first(unknown)), editDescription)
	case len(stale) > 0:
		return scv.Failed(fmt.Sprintf("%d columns of the dictionary are not live: %s", len(stale), first(stale)), "Take them out of the .yml file in project/models, or build them: `scv run`.")
	case n == 0:
		return scv.Failed("nothing is live yet", "Type `scv run`.")
	}
	return h.fresh(DictionaryPage, dictionaryPage(g, entries, live, ways), fmt.Sprintf("%d live columns of silver, identity and gold = %d entries", n, n))
}

// compare gives the live columns that the dictionary does not explain, the entries
// that are not live, and the number of live columns.
func compare(entries []entry, live []Object) (unknown, stale []string, n int) {
	meaning := map[string]string{}
	for _, e := range entries {
		for _, c := range e.node.Columns {
			meaning[e.relation.String()+"."+c.Name] = c.Description
		}
	}
	there := map[string]bool{}
	for _, o := range live {
		if !slices.Contains([]string{string(scv.Silver), string(scv.Identity), string(scv.Gold)}, o.Schema) {
			continue
		}
		for _, c := range o.Columns {
			name := o.String() + "." + c.Name
			there[name] = true
			if placeholder(meaning[name]) {
				unknown = append(unknown, name)
			}
		}
	}
	for name := range meaning {
		if !there[name] {
			stale = append(stale, name)
		}
	}
	slices.Sort(stale)
	return unknown, stale, len(there)
}

func (h Home) completeMap(ctx context.Context) scv.Finding {
	g, live, err := h.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	spots := h.flow(g)
	if lost := strays(spots, live); len(lost) > 0 {
		return scv.Failed("not on the map: "+first(lost), "Drop what nobody needs, or declare it in project/models.")
	}
	if gone := missing(spots, live); len(gone) > 0 {
		return scv.Failed("on the map and not live: "+first(gone), "Type `scv run`.")
	}
	return h.fresh(FlowPage, flowPage(spots, live), fmt.Sprintf("%d live tables and views, all on the map", len(live)))
}
