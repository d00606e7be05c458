package openlineage

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// The versions of OpenLineage's schemas that the events keep to.
const (
	spec         = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
	facetSpec    = "https://openlineage.io/spec/facets/"
	nominalFacet = facetSpec + "1-0-1/NominalTimeRunFacet.json"
	parentFacet  = facetSpec + "1-1-0/ParentRunFacet.json"
	errorFacet   = facetSpec + "1-0-1/ErrorMessageRunFacet.json"
	engineFacet  = facetSpec + "1-1-1/ProcessingEngineRunFacet.json"
	jobTypeFacet = facetSpec + "2-0-3/JobTypeJobFacet.json"
	schemaFacet  = facetSpec + "1-1-1/SchemaDatasetFacet.json"
	versionFacet = facetSpec + "1-0-1/DatasetVersionDatasetFacet.json"
	columnsFacet = facetSpec + "1-2-0/ColumnLineageDatasetFacet.json"
	countFacet   = facetSpec + "1-0-2/OutputStatisticsOutputDatasetFacet.json"
)

// Event is one event of a run.
type Event struct {
	Type      string    `json:"eventType"` // START, COMPLETE, FAIL or ABORT
	Time      string    `json:"eventTime"`
	Run       run       `json:"run"`
	Job       job       `json:"job"`
	Inputs    []dataset `json:"inputs"`
	Outputs   []dataset `json:"outputs"`
	Producer  string    `json:"producer"`
	SchemaURL string    `json:"schemaURL"`
}

// facets are by their names in the schema.
type facets map[string]any

type run struct {
	ID     string `json:"runId"`
	Facets facets `json:"facets,omitempty"`
}

type job struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Facets    facets `json:"facets,omitempty"`
}

type dataset struct {
	Namespace    string `json:"namespace"`
	Name         string `json:"name"`
	Facets       facets `json:"facets,omitempty"`
	OutputFacets facets `json:"outputFacets,omitempty"`
}

// facet is what every facet has, with what this one says.
func (r Run) facet(schema string, says facets) facets {
	says["_producer"], says["_schemaURL"] = r.Producer, schema
	return says
}

// uuid gives the same id for the same words: version 8, as RFC 9562 has it.
func uuid(words ...string) string {
	h := sha256.New()
	for _, w := range words {
		fmt.Fprintf(h, "%d:%s", len(w), w)
	}
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// Write writes events, one in a line.
func Write(w io.Writer, events []Event) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, event := range events {
		if err := e.Encode(event); err != nil {
			return fmt.Errorf("write event: %w", err)
		}
	}
	return nil
}
