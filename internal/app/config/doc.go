// Package config reads and writes scv.yml, the one file that describes a home:
// where its warehouse and project are, which sources it has, and how their
// columns become the customer vocabulary.
//
// Every complaint names file, line and column, the offending key, and the near
// name when one looks meant. It never touches the files that scv.yml points to.
//
// Words: home = the folder with scv.yml; word = a column of the customer
// vocabulary (scv.Vocabulary).
package config
