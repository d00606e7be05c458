// Package openlineage tells a run in the words of OpenLineage, so that catalogues of
// others can read it: one event when the run and each of its models begins, one when
// it ends, with the datasets read and written, their columns, and for every column
// from which columns it comes (DIRECT) or is decided (INDIRECT).
//
// It owns the events and Check, which holds a file of them against what OpenLineage's
// schema (2-0-2) and the schemas of the facets used here demand. It sends nothing, and
// holds no value of any customer: names, types, counts, digests.
//
// Words. Event, run, job, dataset, facet: OpenLineage's. A model's run is a child of
// the run of scv.
package openlineage
