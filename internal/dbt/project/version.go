package project

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var versionForm = regexp.MustCompile(`^(>=|<=|>|<|==|=|!=)?\s*v?(\d+)\.(\d+)(?:\.(\d+))?`)

// CheckVersion refuses a project, or a package of it, whose require-dbt-version
// the given version of dbt does not meet. A requirement that is not understood is
// passed over.
func (p *Project) CheckVersion(version string) error {
	for _, each := range p.All() {
		for _, want := range each.requirements() {
			if met(version, want) {
				continue
			}
			at := each.doc.Get("require-dbt-version")
			text := fmt.Sprintf("dbt %s is not supported by the project %s: it requires %s", version, each.Name, strings.Join(each.Requires, ", "))
			return each.Fault(projectFile, at.Line, at.Column, text, "Change require-dbt-version, or use another version of the package.")
		}
	}
	return nil
}

func (p *Project) requirements() []string {
	var out []string
	for _, list := range p.Requires {
		for want := range strings.SplitSeq(list, ",") {
			out = append(out, strings.TrimSpace(want))
		}
	}
	return out
}

func met(version, want string) bool {
	have, asked := versionForm.FindStringSubmatch(version), versionForm.FindStringSubmatch(want)
	if have == nil || asked == nil {
		return true
	}
	order := 0
	for i := 2; i <= 4 && order == 0; i++ {
		a, _ := strconv.Atoi(have[i])
		b, _ := strconv.Atoi(asked[i])
		order = cmp.Compare(a, b)
	}
	switch asked[1] {
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	case "!=":
		return order != 0
	}
	return order == 0
}
