package pipeline

import (
	"fmt"
	"strings"

	"scv"
)

// verdict refuses a version when an error-severity check failed on it.
func verdict(r *scv.RunReport) error {
	var failed []string
	for _, f := range r.Failures {
		if f.Severity == "error" {
			failed = append(failed, fmt.Sprintf("%s (%d rows)", f.Check, f.Failures))
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return &scv.Error{
		Code: scv.CodeVerdict, Op: "check", Subject: fmt.Sprintf("version of run %s", r.RunID),
		Err:  fmt.Errorf("%d checks failed, nothing was published: %s", len(failed), strings.Join(failed, ", ")),
		Hint: "Repair the rows named above in their source, or the check in project/, and type `scv run` again; readers still see the version before.",
	}
}
