package compile

import (
	"crypto/md5" //nolint:gosec // dbt's names of tests hold MD5
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"scv/jinja"
)

var notWord = regexp.MustCompile(`[^0-9a-zA-Z_]+`)

// testNames gives dbt's names of a generic test, byte for byte: the full one is
// the node's name; the short one, under 64 characters, its alias and file.
// Kind is the test with namespace and `source_` in front, target the model's name.
func testNames(kind, target string, args *jinja.Dict) (full, short string) {
	names := graphKeys(args)
	slices.Sort(names)
	var flat []string
	for _, name := range names {
		if name == "model" {
			continue
		}
		v, _ := args.GetStr(name)
		for _, part := range partsOf(v) {
			flat = append(flat, notWord.ReplaceAllString(jinja.Str(part), "_"))
		}
	}
	identifier := kind + "_" + target
	full = identifier + "_" + strings.Join(flat, "__")
	if len([]rune(full)) < 64 {
		return full, full
	}
	head := []rune(identifier)
	return full, string(head[:min(30, len(head))]) + "_" + MD5(full)
}

func graphKeys(d *jinja.Dict) []string {
	var out []string
	for k := range d.All() {
		out = append(out, jinja.Str(k))
	}
	return out
}

func partsOf(v jinja.Value) []jinja.Value {
	switch v := v.(type) {
	case *jinja.Dict:
		return v.Values()
	case *jinja.List:
		return v.Items
	case *jinja.Tuple:
		return v.Items
	}
	return []jinja.Value{v}
}

// MD5 gives the hex digest that dbt puts into names and ids: no secret depends
// on it.
func MD5(s string) string {
	sum := md5.Sum([]byte(s)) //nolint:gosec // see import
	return hex.EncodeToString(sum[:])
}

// testHash gives the last ten digits that end a generic test's unique id: of the
// name and the test's metadata as Python prints them, leaves as text.
func testHash(name, test, namespace string, kwargs *jinja.Dict) string {
	var space jinja.Value
	if namespace != "" {
		space = namespace
	}
	metadata := jinja.NewDict("namespace", space, "name", test, "kwargs", kwargs)
	digest := MD5(name + jinja.Repr(hashable(metadata)))
	return digest[len(digest)-10:]
}

func hashable(v jinja.Value) jinja.Value {
	switch v := v.(type) {
	case *jinja.Dict:
		keys := v.Keys()
		slices.SortStableFunc(keys, func(a, b jinja.Value) int { return strings.Compare(jinja.Str(a), jinja.Str(b)) })
		out := jinja.NewDict()
		for _, k := range keys {
			item, _ := v.Get(k)
			_ = out.Set(k, hashable(item))
		}
		return out
	case *jinja.List:
		out := jinja.NewList()
		for _, item := range v.Items {
			out.Items = append(out.Items, hashable(item))
		}
		return out
	}
	return jinja.Str(v)
}
