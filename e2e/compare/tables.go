package compare

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Tables compares relations by name: each is its head and its rows as sorted
// lines. The note counts what was compared.
func Tables(ours, theirs map[string][]string) (note string, err error) {
	rows := 0
	var faults []string
	for name := range ours {
		if _, ok := theirs[name]; !ok {
			faults = append(faults, "only ours: "+name)
		}
	}
	for name, want := range theirs {
		got, ok := ours[name]
		rows += len(want) - 1
		switch {
		case !ok:
			faults = append(faults, "only dbt's: "+name)
		case !slices.Equal(got, want):
			faults = append(faults, name+" differs\n"+Lines(got, want))
		}
	}
	slices.Sort(faults)
	if len(faults) > 0 {
		return "", errors.New(strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d relations, %d rows", len(theirs), rows), nil
}

// Lines lists what only one of two sorted lists has.
func Lines(ours, theirs []string) string {
	var b strings.Builder
	for _, line := range ours {
		if !slices.Contains(theirs, line) {
			b.WriteString("only ours: " + line + "\n")
		}
	}
	for _, line := range theirs {
		if !slices.Contains(ours, line) {
			b.WriteString("only dbt's: " + line + "\n")
		}
	}
	return b.String()
}
