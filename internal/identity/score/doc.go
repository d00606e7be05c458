// Package score says how sure it is that two records are one customer: the
// weight, in bits, of all that the comparisons found.
//
// It owns the model and its arithmetic, after Fellegi and Sunter (A theory for
// record linkage, 1969), with a third class beside "one customer" and
// "unrelated": two customers of one household or office. They share surname,
// address and telephone, as one customer's records do, and differ in given name
// and birth date, as strangers do. Without that class every shared address
// counts as if strangers had it in common by chance, and families melt.
//
//	weight = log2( λm ∏m / (λh ∏h + λu ∏u) )
//
// where a null adds nothing, and the u of an agreeing value is replaced by how
// frequent the value is. A weight of 0 is even odds, 10 is a thousand to one.
//
// Words. m, h, u: how often a level is seen among pairs of each class. λ: the
// part of all pairs that belong to a class.
package score
