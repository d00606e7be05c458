// Package project is the dbt project that every home gets: bronze becomes
// silver, silver gets lasting customer ids, gold is what people read. The files
// below dbt/ are the project as it is written out, once; from then on it is the
// customer's to edit, and any dbt can run it.
//
// It also writes what depends on scv.yml: a staging model for each table of a
// source, and the models that put them together (Staging). A generated file
// says so in its first line, with a digest of the rest, so that one that a person
// has edited is never written over (Edited).
//
// It knows no warehouse and runs nothing.
package project
