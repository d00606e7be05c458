// Package export writes a model of ours as one of Splink, with the table that it reads:
// the records in the forms that are compared, and the keys that no rule can say.
//
// It owns what of a model can be said there (Write), and the two classes that stand for
// our three: u is that of strangers, and one comparison more takes off what a household
// shares (household). What is said otherwise, or not at all, is named (Note). It learns
// nothing and writes no file.
//
// Words. Fold: a level that has no condition falls to the next one that has, and its m
// and u with it, so that they go on adding up to 1.
package export
