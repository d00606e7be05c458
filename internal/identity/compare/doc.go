// Package compare says how alike two records are, attribute by attribute: a
// level for each comparison, from "the same" down to "different", or null where
// one of them says nothing.
//
// It owns the comparisons of persons and of organisations, their levels, and
// what is thought of each level before any data is seen (Prior), and how each is said
// in SQL (Say). It never says
// how much a level is worth: that is estimated.
//
// Words. Comparison: one attribute or a group that is judged as one (an
// address). Level: one degree of likeness; the first one that holds counts.
// Grade: the number of the level, 0 for null. Pattern: the grades of all
// comparisons of one pair. Shared: people who live or work together share it
// (surname, address, telephone), so that it says less about being one person.
package compare
