package version

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"scv"
)

// rollbackLimit is how long going back may take, whatever the size.
const rollbackLimit = time.Second

func (s Stores) rollbackProbes() []scv.Probe {
	return []scv.Probe{
		{
			Name: "change.rollback", Items: []string{"6.3.3", "10.1.7"}, Run: s.rollbackReady,
			Proves: "There is a version to go back to that nobody was taken back from; it has every table with as many rows as its run counted; the evidence says what readers would lose.",
		},
		{
			Name: "drill.rollback", Items: []string{"6.3.3"}, Run: s.rehearsed, Drill: true,
			Proves: "Readers are taken back to the version before, every table is read there, and all of it is undone, in one transaction that nobody sees; it takes less than a second.",
		},
	}
}

// rollbackReady looks at the version that a rollback would show.
func (s Stores) rollbackReady(ctx context.Context) scv.Finding {
	v := s.Versions()
	list, err := v.List(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	from, to, err := choose(list, 0)
	if err != nil {
		return scv.Finding{Verdict: scv.Unknown, Evidence: err.Error(), Remedy: "Type `scv run` again when the sources have changed: a second version is what one goes back to."}
	}
	counted, err := s.counted(ctx, to)
	if err != nil {
		return scv.Cannot(err)
	}
	size, err := v.Size(ctx, to.Version)
	if err != nil {
		return scv.Cannot(err)
	}
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(counted)) {
		if size.Rows[name] != counted[name] {
			wrong = append(wrong, fmt.Sprintf("%s has %d rows, its run counted %d", name, size.Rows[name], counted[name]))
		}
	}
	if len(wrong) > 0 {
		return scv.Failed(fmt.Sprintf("version %d is not whole: %s", to.Version, strings.Join(wrong[:min(3, len(wrong))], ", ")), "Type `scv run --full`, twice: then two whole versions are there.")
	}
	return scv.Passed(fmt.Sprintf("from version %d to %d by `scv rollback --reason ...`: %d tables of it are as its run %s left them; "+
		"no source row is lost, bronze stays; readers lose what `scv versions diff %d %d` tells", from.Version, to.Version, len(counted), to.RunID, to.Version, from.Version))
}

// counted gives the rows of a version's tables as its run reported them.
func (s Stores) counted(ctx context.Context, p Published) (map[string]int64, error) {
	run, ok, err := s.Control().FindRun(ctx, p.RunID)
	if err != nil || !ok || len(run.Report) == 0 {
		return nil, err
	}
	var report scv.RunReport
	if err := json.Unmarshal(run.Report, &report); err != nil {
		return nil, fmt.Errorf("read report of run %s: %w", p.RunID, err)
	}
	counted := map[string]int64{}
	for name, rows := range report.Layers {
		for _, layer := range versioned() {
			if strings.HasPrefix(name, string(layer)+".") {
				counted[name] = rows
			}
		}
	}
	return counted, nil
}

func (s Stores) rehearsed(ctx context.Context) scv.Finding {
	r, err := s.Versions().Rehearse(ctx)
	switch {
	case scv.CodeOf(err) == scv.CodeVersion:
		return scv.Finding{Verdict: scv.Unknown, Evidence: err.Error(), Remedy: "Type `scv run` again when the sources have changed: a second version is what one goes back to."}
	case err != nil:
		return scv.Failed(err.Error(), "Type `scv run --full`, twice: then two whole versions are there.")
	case r.Took > rollbackLimit:
		return scv.Failed(fmt.Sprintf("going back from version %d to %d took %s", r.From.Version, r.To.Version, r.Took.Round(time.Millisecond)), "Look at what else this machine does, and run the drill again.")
	}
	return scv.Passed(fmt.Sprintf("from version %d back to %d and forth: %d relations pointed and read, less than %s", r.From.Version, r.To.Version, r.Relations, rollbackLimit))
}
