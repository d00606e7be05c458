// Package assign gives every cluster its lasting customer id.
//
// It owns the rules by which ids live: a new cluster gets a new id; a cluster
// that meets one known id keeps it; one that meets several keeps the oldest (tie:
// the one with most records, then the smaller id) and the others are merged into
// it; when the records of one id part, the largest part keeps it; an id ends with
// its last record and is never given again. Every change is an event.
//
// It never looks at values, only at record ids: the same clusters and the same
// past give the same ids.
//
// Words. Founder: the smallest record id of the cluster an id was made for.
// Generation: how often a founder has founded before.
package assign
