package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Verdict is what became of one node.
type Verdict struct {
	Status   string
	Failures int
}

// ReadResults reads the run_results.json of a project: verdicts by unique id.
func ReadResults(dir string) (map[string]Verdict, error) {
	data, err := os.ReadFile(filepath.Join(dir, "target", "run_results.json"))
	if err != nil {
		return nil, err
	}
	var file struct {
		Results []struct {
			ID       string `json:"unique_id"`
			Status   string `json:"status"`
			Failures *int   `json:"failures"`
		} `json:"results"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	out := map[string]Verdict{}
	for _, r := range file.Results {
		v := Verdict{Status: r.Status, Failures: -1}
		if r.Failures != nil {
			v.Failures = *r.Failures
		}
		out[r.ID] = v
	}
	return out, nil
}

// Verdicts lists the nodes whose verdicts differ, but for those of except.
func Verdicts(ours, theirs map[string]Verdict, except map[string]string) string {
	all := maps.Clone(theirs)
	maps.Copy(all, ours)
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if _, ok := except[id]; !ok && ours[id] != theirs[id] {
			fmt.Fprintf(&b, "%s: %+v, dbt's is %+v\n", id, ours[id], theirs[id])
		}
	}
	return b.String()
}

// Folded is SQL with runs of white space as one, and without what differs with
// every run: times, ids, folders.
func Folded(sql []byte) string { return Masked(strings.Join(strings.Fields(string(sql)), " ")) }

var (
	moment = regexp.MustCompile(`\b20(2[6-9]|[3-8]\d)-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(\+00(:00)?|Z)?)?`)
	uuid   = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	remark = regexp.MustCompile(`-- duckdb dateadd does not support quarter interval\. `)
	folder = regexp.MustCompile(`(/[\w.+-]+)+/(ours|theirs)\b`)
)

// Masked is a text without times, ids and the folder of the copy.
func Masked(s string) string {
	s = moment.ReplaceAllString(s, "<now>")
	s = uuid.ReplaceAllString(s, "<uuid>")
	return folder.ReplaceAllString(remark.ReplaceAllString(s, ""), "<project>")
}
