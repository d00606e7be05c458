// Package evaluate says how well the customers that were found agree with a
// known truth: pairwise and B-cubed (Bagga and Baldwin 1998).
//
// It owns the counting and reads two maps, nothing else: what was found is what
// readers see, and the truth is never near the matching.
package evaluate
