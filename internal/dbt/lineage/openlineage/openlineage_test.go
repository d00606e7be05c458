package openlineage

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/dbt/lineage"
)

// club is a kept lineage: a source, a model over it, one of gold with a column that
// is not known, and who decides about its rows.
const club = `{"form":1,
"models":[
 {"Name":"club.member","Kind":"source","Schema":"bronze","Relation":"member","Made":false,"Columns":[{"Name":"e_mail","Type":"varchar","As":"E-Mail"},{"Name":"town","Type":"varchar"}]},
 {"Name":"people","Kind":"model","Schema":"silver","Relation":"people","Made":true,"Columns":[{"Name":"email","Type":"varchar"},{"Name":"town","Type":"varchar"}]},
 {"Name":"dim","Kind":"model","Schema":"gold","Relation":"dim","Made":true,"Columns":[{"Name":"email","Type":"varchar"},{"Name":"place","Type":"varchar"},{"Name":"odd","Type":"varchar"}]}],
"hops":[
 {"to":["silver","people","email"],"from":[{"from":["bronze","member","e_mail"],"how":"transformed"}]},
 {"to":["silver","people","town"],"from":[{"from":["bronze","member","town"],"how":"copied"}]},
 {"to":["gold","dim","email"],"from":[{"from":["silver","people","email"],"how":"aggregated"},{"from":["silver","people","town"],"how":"decides"}]},
 {"to":["gold","dim","place"],"from":[{"from":["silver","people","town"],"how":"frames"}]}],
"conditions":[{"of":["gold","dim"],"on":["silver","people","town"],"by":"group"}],
"gaps":[{"column":["gold","dim","odd"],"why":"nobody says"}]}`

func graph(t testing.TB) *lineage.Graph {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(club))
	_ = z.Close()
	g, err := lineage.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func aRun() Run {
	r := func(schema, name string) scv.Relation { return scv.Relation{Schema: schema, Name: name} }
	return Run{
		ID: "20261124T120000-abc123", Started: noon, Ended: noon.Add(time.Minute), AsOf: noon, End: "COMPLETE", Version: 3,
		Rows: map[string]int64{"gold.dim": 7}, Namespace: "club", Warehouse: "duckdb://data/warehouse.duckdb", Producer: "urn:scv:dev", Program: "dev",
		Models: []Built{
			{Relation: r("silver", "people"), Started: noon.Add(time.Second), Ended: noon.Add(2 * time.Second), Rows: -1},
			{Relation: r("gold", "dim"), Started: noon.Add(3 * time.Second), Ended: noon.Add(4 * time.Second), Rows: 7},
			{Relation: r("gold", "nobody"), Started: noon, Ended: noon},
		},
	}
}

func written(t testing.TB, r Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r.Events(graph(t))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestARunIsToldWithItsModelsAndColumns(t *testing.T) {
	text := written(t, aRun())
	if n, err := Check(strings.NewReader(text)); err != nil || n != 6 {
		t.Fatalf("%d events: %v", n, err)
	}
	if written(t, aRun()) != text {
		t.Error("the same run has other events")
	}
	for _, want := range []string{
		`"subtype":"AGGREGATION","type":"DIRECT"`, `"subtype":"CONDITIONAL","type":"INDIRECT"`, `"subtype":"WINDOW","type":"INDIRECT"`,
		`"subtype":"GROUP_BY","type":"INDIRECT"`, `"rowCount":7`, `"datasetVersion":"3"`, `"the source's file calls it E-Mail"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no event has %s", want)
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	var end Event
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil {
		t.Fatal(err)
	}
	fields := end.Outputs[0].Facets["columnLineage"].(map[string]any)["fields"].(map[string]any)
	if _, told := fields["odd"]; told {
		t.Error("a column that is not known has a lineage")
	}
	from := fields["email"].(map[string]any)["inputFields"].([]any)
	if len(from) != 2 || from[0].(map[string]any)["name"] != "bronze.member" {
		t.Errorf("the whole run's e-mail comes from %v", from)
	}
}

func TestARunThatFailedSaysSo(t *testing.T) {
	r := aRun()
	r.End, r.Message, r.Version = "FAIL", "checks failed: nothing was published", 0
	r.Models[1].Failed = true
	text := written(t, r)
	if _, err := Check(strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, `"eventType":"FAIL"`); n != 2 {
		t.Errorf("%d events say that it failed", n)
	}
	if strings.Contains(text, "datasetVersion") || !strings.Contains(text, "checks failed") {
		t.Error("a refused run tells of a version, or not why")
	}
}

// Whatever is taken out of an event that OpenLineage demands is missed.
func TestWhatOpenLineageDemandsIsMissed(t *testing.T) {
	text := written(t, aRun())
	for _, change := range [][2]string{
		{`"eventTime":"2026`, `"eventTime":"noon 2026`},
		{`"eventTime"`, `"eventtime"`},
		{`"eventType":"COMPLETE"`, `"eventType":"DONE"`},
		{`"eventType":"COMPLETE"`, `"eventType":"START"`},
		{`"producer":"urn:scv:dev"`, `"producer":"dev"`},
		{`"schemaURL"`, `"schema"`},
		{`"runId":"`, `"runId":"x`},
		{`"_producer"`, `"producer"`},
		{`"_schemaURL"`, `"schemaUrl"`},
		{`"namespace":"club"`, `"namespace":7`},
		{`"inputs":[`, `"inputs":[3,`},
		{`"field":"e_mail"`, `"column":"e_mail"`},
		{`"type":"DIRECT"`, `"type":"STRAIGHT"`},
		{`"inputFields"`, `"inputfields"`},
		{`"datasetVersion":"3"`, `"datasetVersion":3`},
		{`"rowCount":7`, `"rowCount":7.5`},
		{`"nominalStartTime"`, `"start"`},
		{`"processingType":"BATCH"`, `"kind":"BATCH"`},
		{`{"eventType"`, `["eventType"`},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Errorf("no event has %s", change[0])
		}
		if _, err := Check(strings.NewReader(changed)); err == nil {
			t.Errorf("%s for %s is not missed", change[1], change[0])
		}
	}
	if _, err := Check(strings.NewReader("")); err == nil {
		t.Error("no events are fine")
	}
	lines := strings.SplitAfter(text, "\n")
	if _, err := Check(strings.NewReader(strings.Join(lines[:len(lines)-2], ""))); err == nil {
		t.Error("a run without an end is fine")
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(written(f, aRun()))
	f.Add(`{"run":{"facets":{"parent":{}}},"job":3,"outputs":[{"facets":{"columnLineage":{"fields":{"x":1},"dataset":[{}]}}}]}`)
	f.Fuzz(func(_ *testing.T, text string) { _, _ = Check(strings.NewReader(text)) })
}
