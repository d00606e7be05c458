package openlineage

import (
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt/lineage"
)

// Run is a run of scv as events tell it.
type Run struct {
	ID        string
	Started   time.Time
	Ended     time.Time
	AsOf      time.Time
	End       string // COMPLETE, FAIL or ABORT
	Message   string // why it did not complete; holds no value of a row
	Version   int64  // that it published, 0 = none
	Rows      map[string]int64
	Models    []Built
	Namespace string // of jobs
	Warehouse string // namespace of datasets
	Producer  string // a URI: the program
	Program   string // its version
}

// Built is one model that a run built, or could not.
type Built struct {
	Relation scv.Relation
	Started  time.Time
	Ended    time.Time
	Failed   bool
	Rows     int64 // written; negative where the engine does not say
}

const jobName = "scv.run"

// Events tells a run: its beginning, that and the end of each of its models, its end
// with what was published. Columns whose lineage is not known are left out of it.
func (r Run) Events(g *lineage.Graph) []Event {
	id := uuid("run", r.ID)
	whole := run{ID: id, Facets: facets{
		"nominalTime":       r.facet(nominalFacet, facets{"nominalStartTime": stamp(r.AsOf)}),
		"processing_engine": r.facet(engineFacet, facets{"name": "scv", "version": r.Program}),
	}}
	events := []Event{r.event("START", r.Started, whole, jobName, "JOB", nil, nil)}
	for _, b := range r.Models {
		if m, ok := g.Model(b.Relation); ok && m.Made {
			events = append(events, r.model(g, m, b, id)...)
		}
	}
	if r.Message != "" {
		whole.Facets["errorMessage"] = r.facet(errorFacet, facets{"message": r.Message, "programmingLanguage": "Go"})
	}
	inputs, outputs := r.published(g)
	return append(events, r.event(r.End, r.Ended, whole, jobName, "JOB", inputs, outputs))
}

func (r Run) event(kind string, at time.Time, of run, name, jobType string, inputs, outputs []dataset) Event {
	if inputs == nil {
		inputs = []dataset{}
	}
	if outputs == nil {
		outputs = []dataset{}
	}
	return Event{
		Type: kind, Time: stamp(at), Run: of, Inputs: inputs, Outputs: outputs, Producer: r.Producer, SchemaURL: spec,
		Job: job{r.Namespace, name, facets{"jobType": r.facet(jobTypeFacet, facets{"processingType": "BATCH", "integration": "SCV", "jobType": jobType})}},
	}
}

// model tells how one model was built.
func (r Run) model(g *lineage.Graph, m lineage.Model, b Built, parent string) []Event {
	of := run{ID: uuid("model", r.ID, m.Relation.String()), Facets: facets{
		"parent": r.facet(parentFacet, facets{"run": facets{"runId": parent}, "job": facets{"namespace": r.Namespace, "name": jobName}}),
	}}
	name := jobName + "." + m.Relation.String()
	var inputs []dataset
	for _, l := range g.Links() {
		if l.To == m.Relation {
			inputs = append(inputs, r.dataset(g, l.From))
		}
	}
	start := r.event("START", b.Started, of, name, "MODEL", bare(inputs), nil)
	if b.Failed {
		failed := run{of.ID, facets{"parent": of.Facets["parent"], "errorMessage": r.facet(errorFacet, facets{"message": "the model was not built", "programmingLanguage": "SQL"})}}
		return []Event{start, r.event("FAIL", b.Ended, failed, name, "MODEL", inputs, nil)}
	}
	out := r.dataset(g, m.Relation)
	out.Facets["columnLineage"] = r.columns(g, m, oneHop)
	if b.Rows >= 0 {
		out.OutputFacets = facets{"outputStatistics": r.facet(countFacet, facets{"rowCount": b.Rows})}
	}
	return []Event{start, r.event("COMPLETE", b.Ended, of, name, "MODEL", inputs, []dataset{out})}
}

// bare names datasets without telling their columns again.
func bare(list []dataset) []dataset {
	named := make([]dataset, len(list))
	for i, d := range list {
		named[i] = dataset{Namespace: d.Namespace, Name: d.Name}
	}
	return named
}

// published gives what the whole run read, and what it published with the way of each
// column from its sources.
func (r Run) published(g *lineage.Graph) (inputs, outputs []dataset) {
	for _, m := range g.Models() {
		switch {
		case !m.Made && len(m.Columns) > 0:
			inputs = append(inputs, r.dataset(g, m.Relation))
		case r.Version > 0 && m.Relation.Schema == string(scv.Gold):
			out := r.dataset(g, m.Relation)
			out.Facets["columnLineage"] = r.columns(g, m, wholeWay)
			if n, ok := r.Rows[m.Relation.String()]; ok {
				out.OutputFacets = facets{"outputStatistics": r.facet(countFacet, facets{"rowCount": n})}
			}
			outputs = append(outputs, out)
		}
	}
	return inputs, outputs
}

// dataset names a relation with its columns and, of a version, the number.
func (r Run) dataset(g *lineage.Graph, at scv.Relation) dataset {
	d := dataset{Namespace: r.Warehouse, Name: at.String(), Facets: facets{}}
	m, _ := g.Model(at)
	fields := []facets{}
	for _, f := range m.Columns {
		field := facets{"name": f.Name, "type": strings.ToUpper(f.Type)}
		if f.As != "" && f.As != f.Name {
			field["description"] = "the source's file calls it " + f.As
		}
		fields = append(fields, field)
	}
	d.Facets["schema"] = r.facet(schemaFacet, facets{"fields": fields})
	if r.Version > 0 && slices.Contains([]scv.Layer{scv.Identity, scv.Gold}, scv.Layer(at.Schema)) {
		d.Facets["version"] = r.facet(versionFacet, facets{"datasetVersion": itoa(r.Version)})
	}
	return d
}
