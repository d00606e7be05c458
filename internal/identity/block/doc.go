// Package block finds the pairs of records that are worth comparing: those that
// have a key in common under at least one rule.
//
// It owns the rules, the blocks they make and the limit of a block's size. A
// block over the limit is divided by further attributes; what is still over it
// gives no pairs and is reported (Skipped), never dropped in silence; where nothing
// is kept for later runs, its records meet those beside them in sorted order (Beside). Each pair
// comes once, under the first rule that makes it. How large a block may be is found
// once for each rule and slot (Limits) and settled from then on, so that which pairs
// a record has follows from it and the records that share a key with it: Keys and
// Lookup find them for one record.
//
// Words. Rule: what two records must share. Key: a number made of the values
// that a rule looks at; 0 where the record lacks one. Block: the records of one
// key. Slot: a rule's own key, or one of the ways to add attributes to it.
package block
