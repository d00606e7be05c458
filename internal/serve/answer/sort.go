package answer

import (
	"cmp"
	"slices"
)

// sortBy sorts by a key and keeps the order of equal ones.
func sortBy[T any, K cmp.Ordered](items []T, key func(T) K) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
