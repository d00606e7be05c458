package pipeline

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt"
)

// tally fills the report's checks. What could not be built is an error that
// names every such model.
func tally(r *scv.RunReport, result *dbt.Result) error {
	r.Checks, r.ChecksOf, r.Work = result.Checks(), r.RunID, workOf(result)
	var broken []error
	for _, n := range result.Nodes {
		switch n.Status {
		case dbt.Error:
			broken = append(broken, unbuilt(n))
		case dbt.Fail, dbt.Warn:
			r.Failures = append(r.Failures, failure(n))
		}
	}
	return errors.Join(broken...)
}

// checkResults gives every check, whatever became of it.
func checkResults(result *dbt.Result) []control.CheckResult {
	var checks []control.CheckResult
	for _, n := range result.Nodes {
		if n.IsCheck() {
			checks = append(checks, control.CheckResult{ID: n.UniqueID, Status: string(n.Status), Severity: n.Severity, Failures: n.Failures})
		}
	}
	return checks
}

// unbuilt keeps the code and hint of what went wrong where there are some.
func unbuilt(n dbt.NodeResult) error {
	if n.Err != nil {
		return n.Err
	}
	return &scv.Error{
		Code: scv.CodeBuild, Op: "build", Subject: n.Name, Err: errors.New(n.Message),
		Hint: "Repair the model or check in project/ and type `scv run` again; readers still see the version before.",
	}
}

func failure(n dbt.NodeResult) scv.CheckFailure {
	f := scv.CheckFailure{Check: n.Name, Severity: n.Severity, Failures: n.Failures, Message: n.Description}
	if n.Status == dbt.Warn {
		f.Severity = "warn"
	}
	if n.Sample != nil {
		f.Columns, f.Rows = keysOnly(n.Sample)
	}
	return f
}

// safe are the columns that say which row it is and nothing of the person:
// ids, places in files, names of sources and rules, days, counts.
var safe = regexp.MustCompile(`^(_scv_.*|.*_id|source_name|source|entity|rule|country|date|layer|relation|attribute|party_type|check|n_.*|.*_count|.*_rows|.*_share)$`)

// keysOnly leaves personal values out of a sample.
func keysOnly(s *dbt.Sample) (columns []string, rows [][]string) {
	var keep []int
	for i, name := range s.Columns {
		if safe.MatchString(name) {
			keep, columns = append(keep, i), append(columns, name)
		}
	}
	if len(keep) == 0 {
		return nil, nil
	}
	for _, row := range s.Rows {
		cells := make([]string, len(keep))
		for k, i := range keep {
			cells[k] = shown(row[i])
		}
		rows = append(rows, cells)
	}
	return columns, rows
}

func shown(v any) string {
	if at, ok := v.(time.Time); ok {
		if at.Equal(at.Truncate(24 * time.Hour)) {
			return at.Format(time.DateOnly)
		}
		return at.Format(time.RFC3339)
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
