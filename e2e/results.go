package main

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

// verdict is what became of one node.
type verdict struct {
	Status   string
	Failures int
}

func readResults(dir string) (map[string]verdict, error) {
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
	out := map[string]verdict{}
	for _, r := range file.Results {
		v := verdict{Status: r.Status, Failures: -1}
		if r.Failures != nil {
			v.Failures = *r.Failures
		}
		out[r.ID] = v
	}
	return out, nil
}

func (p *pair) verdicts() (string, error) {
	ours, err := readResults(p.ours)
	if err != nil {
		return "", err
	}
	theirs, err := readResults(p.theirs)
	if err != nil {
		return "", err
	}
	if diff := verdictDiff(ours, theirs, p.p.better); diff != "" {
		return "", fmt.Errorf("verdicts differ\n%s", diff)
	}
	note := fmt.Sprintf("%d nodes", len(ours))
	for _, id := range slices.Sorted(maps.Keys(p.p.better)) {
		note += "; on purpose " + id + ": " + p.p.better[id]
	}
	return note, nil
}

func verdictDiff(ours, theirs map[string]verdict, except map[string]string) string {
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

// folded is SQL with runs of white space as one, and without what differs with
// every run: times, ids, folders.
func folded(sql []byte) string { return masked(strings.Join(strings.Fields(string(sql)), " ")) }

var (
	moment = regexp.MustCompile(`\b20(2[6-9]|[3-8]\d)-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(\+00(:00)?|Z)?)?`)
	uuid   = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	remark = regexp.MustCompile(`-- duckdb dateadd does not support quarter interval\. `)
	folder = regexp.MustCompile(`(/[\w.+-]+)+/(ours|theirs)\b`)
)

func masked(s string) string {
	s = moment.ReplaceAllString(s, "<now>")
	s = uuid.ReplaceAllString(s, "<uuid>")
	return folder.ReplaceAllString(remark.ReplaceAllString(s, ""), "<project>")
}
