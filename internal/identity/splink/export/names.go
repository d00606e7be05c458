package export

import (
	"fmt"
	"strings"
)

// names calls columns so that every engine reads them without quotes, each by a name of
// its own.
type names struct {
	by    map[string]string
	taken map[string]bool
}

func newNames(id string) *names {
	return &names{map[string]string{}, map[string]bool{strings.ToLower(id): true, "source_dataset": true}}
}

func (n *names) of(column string) string {
	if name, ok := n.by[column]; ok {
		return name
	}
	base := plain(strings.TrimPrefix(column, "x:"))
	name := base
	for k := 2; n.taken[name]; k++ {
		name = fmt.Sprintf("%s_%d", base, k)
	}
	n.by[column], n.taken[name] = name, true
	return name
}

// plain is a text in small letters, digits and underscores.
func plain(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	name := strings.TrimSuffix(b.String(), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "c_" + name
	}
	return name
}
