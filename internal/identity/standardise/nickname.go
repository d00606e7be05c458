package standardise

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tables/nicknames.txt
var nicknameText string

// nicknames maps each form to its root, followed to the end and made once.
var nicknames = sync.OnceValue(func() map[string]string {
	roots := map[string]string{}
	for line := range strings.Lines(nicknameText) {
		root, forms, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for form := range strings.FieldsSeq(forms) {
			if _, taken := roots[form]; !taken && form != root {
				roots[form] = root
			}
		}
	}
	flat := make(map[string]string, len(roots))
	for form := range roots {
		flat[form] = follow(roots, form)
	}
	return flat
})

// follow goes from form to root to that root's own root, and stops where the
// table would lead in a circle.
func follow(roots map[string]string, form string) string {
	seen := map[string]bool{form: true}
	at := form
	for {
		next, ok := roots[at]
		if !ok {
			return at
		}
		if seen[next] {
			return least(seen)
		}
		seen[next] = true
		at = next
	}
}

func least(set map[string]bool) string {
	first := ""
	for s := range set {
		if first == "" || s < first {
			first = s
		}
	}
	return first
}

// NicknameRoot gives the name that a short or pet form stands for ("bob" ->
// "robert", "pepe" -> "jose"); a name that is none comes back as it is. It takes
// one given name in canonical form. It is safe for concurrent use.
func NicknameRoot(given string) string {
	if root, ok := nicknames()[given]; ok {
		return root
	}
	return given
}

// IsGivenName says whether a given name in canonical form stands in the table of
// nicknames, as a name or as a form of one. Most names do not: a no says nothing
// of one value, a share of yes says much of a column.
func IsGivenName(given string) bool {
	_, form := nicknames()[given]
	return form || givenRoots()[given]
}

var givenRoots = sync.OnceValue(func() map[string]bool {
	roots := map[string]bool{}
	for line := range strings.Lines(nicknameText) {
		if root, _, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") {
			roots[root] = true
		}
	}
	return roots
})
