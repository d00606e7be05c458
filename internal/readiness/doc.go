// Package readiness keeps the production checklist: 192 items in 42 groups, what
// was seen of each, how long that is good for, and what stands between here and
// a go-live.
//
// It owns the checklist as data (items.tsv: the user's words and order; ids are
// stable and never used twice) and the rules by which evidence becomes a verdict:
// an item passes when every probe of it passed, lately and on this release; a
// person's part is never made up, so an item that also needs a signature is
// unknown without one; a roll-up follows from what it gathers. It runs the probes
// that app hands it and reads and writes evidence through Store. It never looks
// at data itself.
//
// Words. Item: a box that something can prove. Group: a box that passes when all
// its items do. Kind: A automated, D drill, H a person's signature, R roll-up;
// A+H needs both. Phase: what a deployment demands, and when.
package readiness
