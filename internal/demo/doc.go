// Package demo makes the example company: customers and their lives, and what
// the company's systems know of them: a Dynamics 365 lake export, two old
// workbooks, and weather for the places they live in. The truth (which records
// are one customer) is written beside, for measuring only.
//
// It owns the generator, its lists of names, streets and places, and Sources,
// which says how scv.yml reads what it writes. It never reads anything, and its
// data is the same for the same Options on every machine: each family draws from
// a random sequence of its own (PCG), dates are relative to Options.AsOf.
//
// Words. Unit: people or companies that share something (a household, a company
// with its branches and staff). Customer: a person or company; its id is the
// entity of the truth. Record: what one system holds of a customer, with what
// went wrong on the way into it.
package demo
