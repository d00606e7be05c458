package version

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/internal/control"
	"scv/internal/warehouse"
)

// Stores are what the probes of versions and layers look at.
type Stores struct {
	Versions func() *Store
	Control  func() *control.DB
	Live     func(ctx context.Context) ([]warehouse.Object, error)
	Events   func(runID string) (n int, err error) // of a run in OpenLineage's form, 0 = none are kept; an error says what is wrong with them
	File     func() (wrong string, err error)      // of the warehouse: "" when only its owner, the user of this process, may write to it, else what is wrong
}

// Probes gives the probes of layers and versions.
func Probes(s Stores) []scv.Probe {
	return append([]scv.Probe{
		{
			Name: "infra.schemas", Items: []string{"1.5.3"},
			Proves: "The schemas of every layer are there, there is no schema besides them and those of kept versions with the data that they show, and the warehouse file belongs to the user that runs scv and is writable by nobody else.",
			Run:    s.schemas,
		},
		{
			Name: "infra.schemas[layers]", Items: []string{"2.1.2"},
			Proves: "Bronze, silver and gold hold tables, quarantine and the record of loads are there, what is audited is a version of its own; readers' schemas hold views only, all of one version. The embedded engine has no grants: who may read is who may read the file.",
			Run:    s.layers,
		},
		{
			Name: "lineage.runs", Items: []string{"4.3.2"},
			Proves: "Every kept version of gold names a run of the control database, with the digest of everything it was made from; the live one's run is told by OpenLineage events, and all events that are kept are what OpenLineage's schema demands.",
			Run:    s.runs,
		},
	}, s.rollbackProbes()...)
}

// schemasOf counts live relations by schema.
func schemasOf(live []warehouse.Object) map[string]int {
	n := map[string]int{}
	for _, o := range live {
		n[o.Schema]++
	}
	return n
}

func (s Stores) schemas(ctx context.Context) scv.Finding {
	kept, err := s.Versions().List(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	live, err := s.Live(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	expected := []string{"_scv"}
	for _, layer := range scv.Layers() {
		expected = append(expected, string(layer))
	}
	for _, v := range kept {
		for _, layer := range versioned() {
			expected = append(expected, Schema(layer, v.Version))
		}
	}
	_, shown, err := s.Versions().data(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	there := schemasOf(live)
	var wrong []string
	for _, name := range expected {
		if there[name] == 0 {
			wrong = append(wrong, name+" is missing")
		}
	}
	for name := range there {
		if !slices.Contains(expected, name) && !unpublished(name, kept) && !bearing(name, kept) && !shown[name] {
			wrong = append(wrong, name+" is of nobody")
		}
	}
	slices.Sort(wrong)
	if len(wrong) > 0 {
		return scv.Failed(strings.Join(wrong, ", "), "Type `scv run`: it makes what is missing; drop yourself what is not scv's.")
	}
	return s.owned(fmt.Sprintf("%d schemas: %s", len(expected), strings.Join(expected, ", ")))
}

// bearing says whether a schema holds what a kept version carries of silver.
func bearing(schema string, kept []Published) bool {
	return slices.ContainsFunc(kept, func(p Published) bool { return schema == Schema(scv.Silver, p.Version) })
}

// unpublished says whether a schema is of a version that was built after the kept
// ones and refused: the next run drops it.
func unpublished(schema string, kept []Published) bool {
	m := versionSuffix.FindStringSubmatch(schema)
	if m == nil {
		return false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return err == nil && (len(kept) == 0 || n > kept[0].Version)
}

// owned passes when nobody else may write to the warehouse.
func (s Stores) owned(evidence string) scv.Finding {
	wrong, err := s.File()
	if err != nil {
		return scv.Cannot(err)
	}
	if wrong != "" {
		return scv.Failed(wrong, "Take the right away: chmod go-w on the warehouse file and its folder.")
	}
	return scv.Passed(evidence + "; the file is writable by its owner only, the user that runs scv")
}

func (s Stores) layers(ctx context.Context) scv.Finding {
	live, err := s.Live(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	there := schemasOf(live)
	var wrong []string
	for _, layer := range []scv.Layer{scv.Bronze, scv.Silver, scv.Gold} {
		if there[string(layer)] == 0 {
			wrong = append(wrong, string(layer)+" is empty")
		}
	}
	for _, name := range []string{"loads", "quarantine"} {
		if !slices.ContainsFunc(live, func(o warehouse.Object) bool {
			return o.Relation == (scv.Relation{Schema: string(scv.Bronze), Name: name})
		}) {
			wrong = append(wrong, "bronze."+name+" is missing")
		}
	}
	for _, o := range live {
		if slices.Contains(versioned(), scv.Layer(o.Schema)) && !o.View {
			wrong = append(wrong, o.String()+" is a table: readers would see it half-built")
		}
	}
	current, published, err := s.Versions().Live(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	if !published || there[Schema(scv.Gold, current.Version)] != there[string(scv.Gold)] {
		wrong = append(wrong, "gold does not show one published version")
	}
	if len(wrong) > 0 {
		return scv.Failed(strings.Join(wrong, ", "), "Type `scv run --full`.")
	}
	return s.owned(fmt.Sprintf("bronze %d, silver %d, identity %d, gold %d relations; quarantine and loads are kept; audited as %s before it was published",
		there["bronze"], there["silver"], there["identity"], there["gold"], Schema(scv.Gold, current.Version)))
}

func (s Stores) runs(ctx context.Context) scv.Finding {
	kept, err := s.Versions().List(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	var lost []string
	for _, v := range kept {
		run, ok, err := s.Control().FindRun(ctx, v.RunID)
		if err != nil {
			return scv.Cannot(err)
		}
		if !ok || run.Verdict != control.Published || run.Version != v.Version || run.InputDigest != v.Fingerprint {
			lost = append(lost, fmt.Sprintf("version %d", v.Version))
		}
	}
	switch {
	case len(kept) == 0:
		return scv.Finding{Verdict: scv.Unknown, Evidence: "nothing was published yet", Remedy: "Type `scv run`."}
	case len(lost) > 0:
		return scv.Failed("no run with the same digest is known for "+strings.Join(lost, ", "), "Restore the control database, or type `scv run --full`: it publishes a version with a run of its own.")
	}
	return s.events(kept)
}

// events judges what tells the runs of kept versions to others.
func (s Stores) events(kept []Published) scv.Finding {
	told, n := 0, 0
	for _, v := range kept {
		events, err := s.Events(v.RunID)
		switch {
		case err != nil:
			return scv.Failed(err.Error(), "Type `scv run --full`: it publishes a version with events of its own.")
		case events > 0:
			told++
		case v.Live:
			return scv.Failed(fmt.Sprintf("the run of the live version %d is told by no OpenLineage events", v.Version), "Type `scv run --full`: it publishes a version with events of its own.")
		}
		n += events
	}
	return scv.Passed(fmt.Sprintf("%d kept versions of gold resolve to their run and digest; %d of them are told by %d OpenLineage events, all of them as its schema demands", len(kept), told, n))
}
