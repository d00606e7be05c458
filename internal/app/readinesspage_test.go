package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/readiness"
)

const readinessIntro = `# The production checklist: what proves it

Written from the registry of probes (` + "`make docs`" + `). ` + "`scv readiness status`" + ` shows how a home stands,
` + "`scv readiness show ID`" + ` what one item is proven by.

An item is **pass** when every probe and drill of it saw what must hold, lately or on this release; **fail**
when one saw that it does not; **unknown** when nobody looked, not lately, or a person's word is missing.
Kinds: A a probe, D a drill, H a person, R rolled up from other items. An item of kind A+H is unknown even
where its probe passes: this scv keeps no signatures yet, and makes up none. Items about data judge the
newest run that ended by itself, published or not, and only when it was of the program, project and scv.yml
that are here now.

A room exports its probes in its ` + "`probes.go`" + `, beside the code they prove, and internal/app lists them
(probes.go); the seeded violations that turn each one red and back are in probes_test.go there. A drill is a
probe with ` + "`Drill: true`" + `: it runs when its item is named, and its result stays until it expires.
`

const readinessGaps = `
## Without a probe yet

Nothing of these is green, whatever a home looks like. The reasons, by theme:

- Snowflake, roles, grants, masking, encryption and keys (1.5.1, 1.5.4, 2.1.1, 2.1.4, 2.2, 4.1, 4.2): the
  embedded engine has none, and scv has no users yet.
- Staging, deployment, change control, backup and recovery (1.6, 3.3.1, 6 but for 6.3.3, 9): scv has one
  environment and no backup command; going back is rehearsed in a transaction, not in staging.
- Coverage by seeded faults (1.2.3, 5.1, 12): not measured yet; the success metrics also need weeks of runs.
- Accuracy of outputs (3.5.4): no sample is drawn and compared with its source, and a person has to sign.
- Signed reports, runbooks, support, training, sign-offs (1.2.4, 1.4.3, 3.3.3, 7, 8, 10.2): need people, or
  documents that do not exist.
`

// readinessPage lists every probe with its boxes, and the boxes without one.
func readinessPage(t *testing.T) string {
	list, err := readiness.Load()
	if err != nil {
		t.Fatal(err)
	}
	probes := (&App{}).probes(digests{}, sight{})
	b := &strings.Builder{}
	b.WriteString(readinessIntro + "\n## Probes and their items\n\n| item | box | kind | probe | what must hold |\n|---|---|---|---|---|\n")
	var open []readiness.Item
	for _, i := range list.Items {
		found := false
		for _, p := range probes {
			if slices.Contains(p.Items, i.ID) {
				found = true
				fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", i.ID, i.Title, i.Kind, probeName(p), p.Proves)
			}
		}
		if !found && i.Kind != "R" {
			open = append(open, i)
		}
	}
	fmt.Fprintf(b, "%s\n| item | box | kind | what has to be seen |\n|---|---|---|---|\n", readinessGaps)
	for _, i := range open {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", i.ID, i.Title, i.Kind, strings.ReplaceAll(i.Proof, "|", `\|`))
	}
	return b.String()
}

func probeName(p scv.Probe) string {
	if p.Drill {
		return "`" + p.Name + "` (drill)"
	}
	return "`" + p.Name + "`"
}

func TestReadinessPageIsFresh(t *testing.T) {
	const path = "../../docs/reference/readiness.md"
	want := readinessPage(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale: type `make docs` (%v)", path, err)
	}
}
