package catalog

import (
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
)

// spot is a relation on the map: what it is made from, and why it is there.
type spot struct {
	relation scv.Relation
	from     []string
	what     string
}

// flow gives the map of a home: every relation that should be live.
func (h Home) flow(g *graph.Graph) []spot {
	spots := []spot{
		{scv.Relation{Schema: string(scv.Bronze), Name: "loads"}, []string{"every source"}, "what each load did"},
		{scv.Relation{Schema: string(scv.Bronze), Name: "quarantine"}, []string{"every source"}, "rows that cannot be taken, with every reason"},
		{scv.Relation{Schema: "_scv", Name: "versions"}, []string{"publish"}, "the versions of identity and gold"},
		{scv.Relation{Schema: "_scv", Name: "node_state"}, []string{"build"}, "what each relation was built from"},
	}
	for _, s := range h.Sources() {
		for _, entity := range entities(s) {
			name := scv.ColumnName(s.Name) + "__" + scv.ColumnName(entity)
			spots = append(spots,
				spot{scv.Relation{Schema: string(scv.Bronze), Name: name}, []string{s.Name + " (" + s.Path + ")"}, "as received, every version"},
				spot{scv.Relation{Schema: string(scv.Bronze), Name: name + "__current"}, []string{name}, "the newest version of each record"})
		}
	}
	for _, e := range dictionary(g) {
		from := e.from
		if e.node.Kind == graph.Source {
			from = []string{"customer_identity"}
		}
		spots = append(spots, spot{e.relation, from, firstSentence(e.node.Description)})
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return layerOf(a.relation.Schema) - layerOf(b.relation.Schema) })
	return spots
}

func entities(s scv.SourceConfig) (names []string) {
	switch s.Kind {
	case scv.WeatherFiles:
		return []string{"forecast_day", "history_day"}
	case scv.OpenMeteo:
		return []string{"daily"}
	}
	for _, e := range s.Entities {
		names = append(names, e.Name)
	}
	return names
}

func layerOf(schema string) int {
	if i := slices.Index(scv.Layers(), scv.Layer(schema)); i >= 0 {
		return i
	}
	return len(scv.Layers())
}

func firstSentence(s string) string {
	first, _, _ := strings.Cut(s, ". ")
	return strings.TrimSuffix(first, ".")
}

// flowPage draws the map: what is made from what, layer by layer, and whether it
// is live.
func flowPage(spots []spot, live []Object) []byte {
	p := &page{}
	p.line("# The way of the data\n%s", made)
	there := map[scv.Relation]bool{}
	for _, o := range live {
		there[o.Relation] = true
	}
	layer := ""
	for _, s := range spots {
		if s.relation.Schema != layer {
			layer = s.relation.Schema
			p.line("\n## %s\n", layer)
			p.head("relation", "made from", "what it is", "live")
		}
		state := "no"
		if there[s.relation] {
			state = "yes"
		}
		p.row(s.relation.Name, strings.Join(s.from, ", "), s.what, state)
	}
	return []byte(p.String())
}

// dataSchema matches what versions show rows of.
var dataSchema = regexp.MustCompile(`^(?:identity|gold|silver)__v[0-9]+__data$`)

var versionSuffix = regexp.MustCompile(`__v[0-9]+$`)

// own is the schema of what the program keeps for itself: none of it is a stray.
const own = "_scv"

// strays gives the live objects that are not on the map. The tables of a version
// are on it under the name that readers know.
func strays(spots []spot, live []Object) (names []string) {
	known := map[scv.Relation]bool{}
	for _, s := range spots {
		known[s.relation] = true
	}
	for _, o := range live {
		if o.Schema == own || dataSchema.MatchString(o.Schema) {
			continue // the program keeps it, versions show it
		}
		if r := (scv.Relation{Schema: versionSuffix.ReplaceAllString(o.Schema, ""), Name: o.Name}); !known[r] {
			names = append(names, o.String())
		}
	}
	return names
}

// missing gives the relations of the map that are not live; a source of weather
// need not have files of both kinds.
func missing(spots []spot, live []Object) (names []string) {
	there := map[scv.Relation]bool{}
	for _, o := range live {
		there[o.Relation] = true
	}
	for _, s := range spots {
		optional := s.relation.Schema == string(scv.Bronze) && (strings.Contains(s.relation.Name, "__forecast_day") || strings.Contains(s.relation.Name, "__history_day"))
		if !there[s.relation] && !optional {
			names = append(names, s.relation.String())
		}
	}
	return names
}
