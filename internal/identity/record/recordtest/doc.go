// Package recordtest makes sets of records for the tests of the rooms that work
// on them. Given and family name share a dictionary, phone and mobile another.
package recordtest
