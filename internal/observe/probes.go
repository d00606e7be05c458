package observe

import (
	"context"
	"fmt"
	"strings"

	"scv"
)

// Facts are what the probes ask of a home.
type Facts struct {
	// Failover runs the drill of the weather chain on a copy of the home.
	Failover func(ctx context.Context) ([]Step, error)
}

// Probes gives the probes and drills of sources and problems.
func Probes(f Facts) []scv.Probe {
	return []scv.Probe{{
		Name: "drill.source_failover", Items: []string{"1.1.3"}, Drill: true,
		Proves: "With the first weather provider blocked a run publishes from the next one, with all blocked from what was received earlier; every row says so, one message is sent, and with the blocks lifted the weather is again what it was, and one message says so.",
		Run: func(ctx context.Context) scv.Finding {
			steps, err := f.Failover(ctx)
			if err != nil {
				return scv.Cannot(err)
			}
			return judgeSteps(steps)
		},
	}}
}

func judgeSteps(steps []Step) scv.Finding {
	var names []string
	for _, s := range steps {
		if !s.Passed {
			return scv.Failed(fmt.Sprintf("%s: %s", s.Name, s.Found), "Mend the chain under weather: in scv.yml and type `scv drill weather`; until it passes, do not rely on the fallback.")
		}
		names = append(names, s.Name)
	}
	if len(names) < failoverLegs {
		return scv.Failed(fmt.Sprintf("only %d of %d steps were made", len(names), failoverLegs), "Type `scv drill weather` again.")
	}
	return scv.Passed(fmt.Sprintf("%d steps as they should be: %s", len(names), strings.Join(names, ", ")))
}

// failoverLegs is how many legs the drill has.
const failoverLegs = 4
