// Package pipeline is the one place where the way of the records is read: load,
// build beside the live version, check, publish, report (pipeline.go).
//
// It decides what becomes a version and when readers are taken back from one
// (rollback.go); package version below it keeps them.
// Its one table is _scv.weather_provider: the chain of weather providers as the newest
// run found it, which the models read.
//
// It does not know how a row is read, a model is built or two records are
// compared; app hands it the rooms that do.
//
// Words: version = one published state of identity and gold; live = the version
// readers see; fingerprint = digest of everything a version follows from, so that
// an equal one means there is nothing to do; verdict = whether the checks let a
// version be published.
package pipeline
