// Package heading knows what people write above their columns, in six languages:
// what a header may say that its column holds, and how far it says just that.
//
// It owns the table of headings. It sees no value: whoever reads a header judges
// the column by its content, too.
//
// Words. Reading: one meaning of a header with its fit. Key: a column that names
// records. None: a heading that is known and says nothing about who somebody is.
package heading
