// Package infer looks at a workbook, a Dynamics 365 export or weather files and
// proposes what scv.yml should say of them: where the tables are, what each
// column holds, its type, the columns that name a record, the rows that are no
// customers. It judges a column by its header and by its content; where the two
// disagree, content that cannot be mistaken (an e-mail address) wins.
//
// Headers alone fail where people rename columns, content alone cannot tell a town
// from a surname; so a header is not believed against its content, and a key is
// judged over all rows, not a sample.
//
// It reads as the load reads, with the same drivers and the same typing, and ends with a rehearsal of it: a proposal says
// how many rows it would hold aside, and why. It never writes, never guesses in
// silence (what it is unsure of is in Doubts), and shows no customer's value:
// what it tells of values are counts and shapes, unless it is told to show them.
//
// Words: proposal = one source as scv.yml would declare it, with reasons; word =
// a column of the customer vocabulary; shape = a value with its digits as 9 and
// its letters as A or a; misfit = a value that is not of its column's type.
package infer
