// Package pipeline is the one place where the way of the records is read: load,
// build beside the live version, check, publish, report (pipeline.go).
//
// It owns versions: a version N is the schemas identity__vN and gold__vN with real
// tables; the schemas identity and gold hold only views onto the live version, so
// that a reader sees one whole version and a refused run leaves no trace. Its one
// table is _scv.versions.
//
// It does not know how a row is read, a model is built or two records are
// compared; app hands it the rooms that do.
//
// Words: version = one published state of identity and gold; live = the version
// readers see; fingerprint = digest of everything a version follows from, so that
// an equal one means there is nothing to do; verdict = whether the checks let a
// version be published.
package pipeline
