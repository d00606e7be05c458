package profile

import (
	_ "embed" // the table
	"strings"
	"sync"

	"scv/internal/identity/heading"
)

//go:embed hints.txt
var hintTable string

// hints maps squeezed headings to roles, made once.
var hints = sync.OnceValue(func() map[string]Role {
	known := map[string]Role{}
	for line := range strings.Lines(hintTable) {
		role, list, ok := strings.Cut(strings.TrimSpace(line), "|")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for text := range strings.SplitSeq(list, ",") {
			known[heading.Squeeze(text)] = Role(role)
		}
	}
	return known
})

// said is what a heading says: how far it names each role.
type said map[Role]float64

// none is the role of a heading that is known and says nothing about who a record
// is, key of one that names records.
// outlet is the role of one that names a shop or a supplier: who the record is about where no
// other heading names a person, else where somebody bought.
const (
	none   Role = "none"
	key    Role = "key"
	outlet Role = "outlet"
)

func readHeading(name string) said {
	out := said{}
	if role, ok := hints()[heading.Squeeze(name)]; ok {
		out[role] = 1
		if role == Category || role == Identifier || role == Text || role == Ignored || role == NameSuffix {
			return out
		}
	}
	for _, r := range heading.Read(name) {
		role := Role(r.Word)
		switch r.Word {
		case "region":
			role = Category
		case "address_line2":
			role = Text
		case heading.None, heading.Created, "updated_at":
			role = none
		case heading.Key:
			role = key
		}
		out[role] = max(out[role], r.Fit)
	}
	return out
}
