package readiness

import (
	"errors"
	"strings"

	"scv"
)

// Select gives the items that ids name: an item, or a group, heading or section
// with all its items; none = every item. What the checklist does not have is an
// error with code SCV-R001.
func (c *Checklist) Select(ids []string) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, i := range c.Items {
		wanted[i.ID] = len(ids) == 0
	}
	for _, id := range ids {
		found := false
		for _, i := range c.Items {
			if i.ID == id || strings.HasPrefix(i.ID, id+".") {
				wanted[i.ID], found = true, true
			}
		}
		if !found {
			return nil, c.unknown(id)
		}
	}
	return wanted, nil
}

func (c *Checklist) unknown(id string) error {
	return &scv.Error{
		Code: scv.CodeBoxUnknown, Op: "find box", Subject: id, Err: errors.New("the checklist has none of this id"),
		Hint: "Type `scv readiness status` to see the ids: 3 is a section, 3.2 a group, 3.2.1 an item.",
	}
}
