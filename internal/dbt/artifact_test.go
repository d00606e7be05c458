package dbt

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func updateFlag() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// TestMain adds -update, which rewrites the golden files.
func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite golden files")
	os.Exit(m.Run())
}

// buildArtifacts builds testdata/shop, one node after the other, and gives the
// folder that its artifacts are in.
func buildArtifacts(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s := loadShop(t, openShop(t), func(o *Options) { o.NoArtifacts, o.Dir, o.Invocation = false, dir, "the-invocation" })
	s.build(t, BuildOptions{Threads: 1})
	return filepath.Join(dir, "target")
}

func TestBuildWritesArtifactsWithTheSameBytesEachTime(t *testing.T) {
	target := buildArtifacts(t)
	for _, name := range []string{"run_results.json", "manifest.json"} {
		got := indented(t, filepath.Join(target, name))
		golden := filepath.Join("testdata", name+".golden")
		if updateFlag() {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-golden +got):\n%s", name, diff)
		}
	}
	var compiled []string
	err := filepath.WalkDir(filepath.Join(target, "compiled"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(target, path)
			compiled = append(compiled, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"compiled/shop/models/marts/dim_customer.sql", "compiled/shop/tests/no_negative_total.sql",
		"compiled/shop/models/staging/_staging.yml/unique_stg_orders_order_id.sql",
	} {
		if !slices.Contains(compiled, want) {
			t.Errorf("%s is not among %v", want, compiled)
		}
	}
}

// indented gives a JSON file a line per value, without the library's macros:
// their text is not what the golden file is for.
func indented(t *testing.T, path string) []byte {
	t.Helper()
	var doc map[string]any
	readJSON(t, path, &doc)
	if macros, ok := doc["macros"].(map[string]any); ok {
		for id := range macros {
			if strings.HasPrefix(id, "macro.dbt.") {
				delete(macros, id)
			}
		}
	}
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

func TestArtifactsFitDbtsSchemas(t *testing.T) {
	needOracle(t)
	target := buildArtifacts(t)
	for name, schema := range map[string]string{"manifest.json": "manifest_v12.json", "run_results.json": "run_results_v6.json"} {
		var doc any
		var rules map[string]any
		readJSON(t, filepath.Join(target, name), &doc)
		readJSON(t, oracle+"/schemas/"+schema, &rules)
		for i, fault := range misfits(rules, doc, "") {
			if i < 20 {
				t.Errorf("%s%s", name, fault)
			}
		}
	}
}

// misfits holds a value against the part of JSON Schema that dbt's schemas use.
func misfits(rules map[string]any, v any, at string) []string {
	if options, ok := rules["anyOf"].([]any); ok {
		var first []string
		for _, o := range options {
			faults := misfits(o.(map[string]any), v, at)
			if len(faults) == 0 {
				return nil
			}
			if first == nil || len(faults) < len(first) {
				first = faults
			}
		}
		return first
	}
	if want, ok := rules["const"]; ok && want != v {
		return []string{fmt.Sprintf("%s: %v is not %v", at, v, want)}
	}
	if list, ok := rules["enum"].([]any); ok && !slices.Contains(list, v) {
		return []string{fmt.Sprintf("%s: %v is none of %v", at, v, list)}
	}
	if kind, ok := rules["type"].(string); ok && !isKind(kind, v) {
		return []string{fmt.Sprintf("%s: %T is no %s", at, v, kind)}
	}
	switch v := v.(type) {
	case map[string]any:
		return misfitKeys(rules, v, at)
	case []any:
		items, _ := rules["items"].(map[string]any)
		var faults []string
		for i, item := range v {
			faults = append(faults, misfits(items, item, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return faults
	}
	return nil
}

func misfitKeys(rules, v map[string]any, at string) []string {
	var faults []string
	required, _ := rules["required"].([]any)
	for _, key := range required {
		if _, ok := v[key.(string)]; !ok {
			faults = append(faults, fmt.Sprintf("%s: %v is missing", at, key))
		}
	}
	known, _ := rules["properties"].(map[string]any)
	for key, value := range v {
		below, ok := known[key].(map[string]any)
		if !ok {
			if rules["additionalProperties"] == false {
				faults = append(faults, fmt.Sprintf("%s: %s is not known", at, key))
				continue
			}
			below, _ = rules["additionalProperties"].(map[string]any)
		}
		faults = append(faults, misfits(below, value, at+"."+key)...)
	}
	return faults
}

func isKind(kind string, v any) bool {
	switch kind {
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "null":
		return v == nil
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "number":
		_, ok := v.(float64)
		return ok
	}
	return false
}
