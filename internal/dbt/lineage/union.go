package lineage

import (
	"fmt"
	"strconv"
)

// setOperation goes by position. What EXCEPT and INTERSECT compare with decides
// about rows, and is in none of them.
func (w *walk) setOperation(o *operator) ([]column, error) {
	var columns []column
	for i := range o.Children {
		side, err := w.columns(&o.Children[i])
		if err != nil {
			return nil, err
		}
		switch {
		case columns == nil:
			columns = copied(side)
		case len(side) != len(columns):
			return nil, fmt.Errorf("%s of %d and %d columns is not understood", o.Type, len(columns), len(side))
		case o.Type == "LOGICAL_UNION":
			columns = w.union(columns, side)
		default:
			for _, c := range side {
				w.conditions.add(c.from, ByFilter)
			}
		}
	}
	return columns, nil
}

func copied(columns []column) []column {
	made := make([]column, len(columns))
	for n := range columns {
		made[n] = columns[n].atLeast(Copied)
	}
	return made
}

// union puts two sides under each other. Where a column has one text on a side, the
// side's other columns are labelled with it, so that a later choice by that text
// finds what it can be made of.
func (w *walk) union(upper, lower []column) []column {
	made := make([]column, len(upper))
	for n := range upper {
		if !tags(upper[n]) || !tags(lower[n]) {
			continue
		}
		tag := upper[n].tag
		if tag == "" {
			w.tags++
			tag = strconv.Itoa(w.tags)
		}
		made[n].tag = tag
		upper, lower = label(upper, upper[n], tag), label(lower, lower[n], tag)
	}
	for n := range upper {
		made[n].from = upper[n].from.atLeast(Copied)
		made[n].from.add(lower[n].from, Copied)
	}
	return made
}

// tags says whether a column has one known text in each of its rows.
func tags(c column) bool { return c.is == aText || c.tag != "" }

// label marks a side by the text it has; one that is a union of texts itself has
// its marks, which get the tag's number.
func label(side []column, by column, tag string) []column {
	made := make([]column, len(side))
	for n := range side {
		if by.is == aText {
			made[n] = side[n].labelled(tag, by.constant)
		} else {
			made[n] = side[n].renumbered(by.tag, tag)
		}
	}
	return made
}
