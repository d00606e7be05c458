package profile

import (
	"scv/internal/identity/heading"
	"scv/internal/identity/record"
)

// Columns gives the role of each column.
func Columns(s *record.Set, names []string) []Column {
	taken := map[Role]bool{}
	out := make([]Column, len(names))
	for k, name := range names {
		out[k] = Column{name, Ignored, "nothing is known about it"}
		readings := heading.Read(name)
		if len(readings) == 0 || readings[0].Word == heading.Key {
			continue
		}
		role := Role(readings[0].Word)
		switch readings[0].Word {
		case "region":
			role = Category
		case "address_line2":
			role = Text
		case heading.None, heading.Created, "updated_at":
			continue
		}
		if role.Single() && taken[role] {
			continue
		}
		taken[role] = true
		out[k] = Column{name, role, "its heading says so"}
	}
	return out
}
