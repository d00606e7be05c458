// Package prepare brings the columns of any table into the forms that matching
// compares: given_name_std, birth_date_std and the others of the customer
// vocabulary.
//
// It owns which column fills which form: a whole name is split in two, a birth
// date may stand in three columns, a house number in the street. What a form is,
// standardise knows. Each distinct value is formed once. Columns outside the
// vocabulary come as Generic(name).
package prepare
