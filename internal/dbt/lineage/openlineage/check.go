package openlineage

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// longestLine is the most bytes of one event.
const longestLine = 64 << 20

// Check holds events, one in a line, against what OpenLineage demands: the members
// and forms that its schema requires of events, datasets and of the facets that are
// used here, a START and one end of each run, and an end that is not before it. It
// gives the number of events.
func Check(r io.Reader) (int, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	runs := map[string][]string{}
	n := 0
	for lines.Scan() {
		n++
		var event map[string]any
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return n, fmt.Errorf("event %d is no JSON object: %w", n, err)
		}
		c := checker{}
		c.event(event)
		if len(c.wrong) > 0 {
			return n, fmt.Errorf("event %d: %s", n, c.wrong[0])
		}
		id, _ := event["run"].(map[string]any)["runId"].(string)
		kind, _ := event["eventType"].(string)
		runs[id] = append(runs[id], kind)
	}
	if err := lines.Err(); err != nil {
		return n, fmt.Errorf("read events: %w", err)
	}
	if n == 0 {
		return 0, errors.New("there are no events")
	}
	for _, id := range slices.Sorted(maps.Keys(runs)) {
		if kinds := runs[id]; len(kinds) != 2 || kinds[0] != "START" || !slices.Contains([]string{"COMPLETE", "FAIL", "ABORT"}, kinds[1]) {
			return n, fmt.Errorf("run %s has the events %s, want START and one end", id, strings.Join(kinds, ", "))
		}
	}
	return n, nil
}

// checker collects what is wrong, with the place.
type checker struct{ wrong []string }

func (c *checker) say(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *checker) object(in map[string]any, key, at string) map[string]any {
	m, ok := in[key].(map[string]any)
	if !ok {
		c.say("%s%s is no object", at, key)
	}
	return m
}

func (c *checker) text(in map[string]any, key, at string) string {
	s, ok := in[key].(string)
	if !ok {
		c.say("%s%s is no text", at, key)
	}
	return s
}

func (c *checker) list(in map[string]any, key, at string) []map[string]any {
	values, ok := in[key].([]any)
	if !ok {
		c.say("%s%s is no list", at, key)
	}
	var list []map[string]any
	for i, v := range values {
		m, ok := v.(map[string]any)
		if !ok {
			c.say("%s%s[%d] is no object", at, key, i)
		}
		list = append(list, m)
	}
	return list
}

func (c *checker) uri(in map[string]any, key, at string) {
	s := c.text(in, key, at)
	if u, err := url.Parse(s); err != nil || u.Scheme == "" {
		c.say("%s%s is no URI", at, key)
	}
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func (c *checker) uuid(in map[string]any, key, at string) {
	if !uuidForm.MatchString(c.text(in, key, at)) {
		c.say("%s%s is no UUID", at, key)
	}
}

func (c *checker) time(in map[string]any, key, at string) {
	if _, err := time.Parse(time.RFC3339Nano, c.text(in, key, at)); err != nil {
		c.say("%s%s is no time", at, key)
	}
}

func (c *checker) event(e map[string]any) {
	if kind, ok := e["eventType"]; ok && !slices.Contains([]any{"START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"}, kind) {
		c.say("eventType is %v", kind)
	}
	c.time(e, "eventTime", "")
	c.uri(e, "producer", "")
	c.uri(e, "schemaURL", "")
	r := c.object(e, "run", "")
	c.uuid(r, "runId", "run.")
	c.facets(r, "facets", "run.")
	j := c.object(e, "job", "")
	c.text(j, "namespace", "job.")
	c.text(j, "name", "job.")
	c.facets(j, "facets", "job.")
	for _, key := range []string{"inputs", "outputs"} {
		if _, ok := e[key]; !ok {
			continue
		}
		for i, d := range c.list(e, key, "") {
			at := fmt.Sprintf("%s[%d].", key, i)
			c.text(d, "namespace", at)
			c.text(d, "name", at)
			c.facets(d, "facets", at)
			c.facets(d, "inputFacets", at)
			c.facets(d, "outputFacets", at)
		}
	}
}

// facets checks what every facet has, and what those that are known demand.
func (c *checker) facets(in map[string]any, key, at string) {
	if _, ok := in[key]; !ok {
		return
	}
	all := c.object(in, key, at)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		place := at + key + "." + name + "."
		f := c.object(all, name, at+key+".")
		c.uri(f, "_producer", place)
		c.uri(f, "_schemaURL", place)
		if demands, ok := known()[name]; ok && f != nil {
			demands(c, f, place)
		}
	}
}
