// Package splinktest reads what Splink itself answered: models, pairs and clusters
// of public sets and of invented records that meet every shape of condition, for
// the tests of splink and of what connects it.
package splinktest
