// Package version keeps the published versions: a version N is the schemas
// identity__vN and gold__vN with real tables, or
// views of rows that lie in a data schema beside (identity__vN__data), which lives as
// long as a version shows something of it; the schemas identity and gold hold
// only views onto the live one, so that a reader sees one whole version, a refused
// run leaves no trace, and going back is the same as publishing: views are
// pointed, whatever the size. Silver is built in place, but for what builds on its
// own earlier rows: that stands in silver__vN, shown by views in silver.
//
// It owns the table _scv.versions. It does not know how a version is built or
// whether it is good: the pipeline does.
//
// Words. Live: the version readers see. Fingerprint: digest of everything a version
// follows from, its day included. Inputs: the same without the day. Left: a version
// that readers were taken back from, with who did it and why.
package version
