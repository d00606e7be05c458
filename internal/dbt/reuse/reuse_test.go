package reuse

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/dbt/graph"

	"pgregory.net/rapid"
)

func TestStatementsAreThere(t *testing.T) {
	entries, err := sqlFiles.ReadDir("sql")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"create", "tidy", "newest", "note", "engine", "volatile", "columns", "content"}
	for _, name := range names {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
	if len(entries) != len(names) {
		t.Errorf("%d files, %d names", len(entries), len(names))
	}
}

// The order of facts says nothing, and those that explain do not decide.
func TestFingerprintFollowsFromWhatDecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := []string{SQL, Config, Rows, Seed, Program, File, graph.ReadMacro, graph.ReadVar}
		var facts []Fact
		for i := range rapid.IntRange(1, 8).Draw(t, "facts") {
			facts = append(facts, Fact{rapid.SampledFrom(kinds).Draw(t, "kind"), fmt.Sprint("n", i), rapid.StringN(1, 4, -1).Draw(t, "digest")})
		}
		other := rapid.Permutation(facts).Draw(t, "order")
		if Fingerprint(facts) != Fingerprint(other) {
			t.Fatal("the order counts")
		}
		i := rapid.IntRange(0, len(other)-1).Draw(t, "changed")
		other[i].Digest += "x"
		if same := Fingerprint(facts) == Fingerprint(other); same != explains(other[i].Kind) {
			t.Fatalf("%+v: same fingerprint: %t", other[i], same)
		}
	})
}

func TestChangesAreToldInWords(t *testing.T) {
	before := []Fact{{SQL, "", "1"}, {File, "models/a.sql", "1"}, {graph.ReadMacro, "macro.p.m", "1"}, {Config, "limit", "1"}, {Rows, "model.p.b", "1"}, {Rows, "source.p.crm.contact", "1"}}
	for want, change := range map[string]func(f []Fact) []Fact{
		"it follows from other things than before":                                 func(f []Fact) []Fact { return f },
		"models/a.sql was edited":                                                  func(f []Fact) []Fact { f[0].Digest, f[1].Digest = "2", "2"; return f },
		"macro p.m changed":                                                        func(f []Fact) []Fact { f[0].Digest, f[2].Digest = "2", "2"; return f },
		"config limit changed":                                                     func(f []Fact) []Fact { return slices.Delete(f, 3, 4) },
		"upstream b has other rows, upstream crm.contact has other rows":           func(f []Fact) []Fact { f[4].Digest, f[5].Digest = "2", "2"; return f },
		"its SQL came out different: it follows from what the warehouse answered":  func(f []Fact) []Fact { f[0].Digest = "2"; return f },
		"another scv runs, the warehouse is another version or has other settings": func(f []Fact) []Fact { return append(f, Fact{Program, "", "1"}, Fact{Engine, "", "1"}) },
		"variable v changed, environment variable E changed, run_started_at is another": func(f []Fact) []Fact {
			f[0].Digest = "2"
			return append(f, Fact{graph.ReadVar, "v", "1"}, Fact{graph.ReadEnv, "E", "1"}, Fact{graph.ReadClock, "run_started_at", "1"})
		},
		"ephemeral model e changed, its contract changed, what x follows from besides (settings, decisions) changed": func(f []Fact) []Fact {
			f[0].Digest = "2"
			return append(f, Fact{graph.ReadModel, "model.p.e", "1"}, Fact{Shape, "contract", "1"}, Fact{Setting, "x", "1"})
		},
		"seeds/s.csv was edited, its file, a macro or a variable changed: a table that grows may follow from any of them": func(f []Fact) []Fact { return append(f, Fact{Seed, "seeds/s.csv", "1"}, Fact{Project, "", "1"}) },
	} {
		if got := strings.Join(changes(before, change(slices.Clone(before))), ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// tree is what the engine gives for: with a as (select 1), recursive parts and all.
const tree = `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","cte_map":{"map":[
 {"key":"A","value":{"query":{"node":{"type":"SELECT_NODE","from_table":{"type":"BASE_TABLE","table_name":"a"}}}}},
 {"key":"r","value":{"query":{"node":{"type":"RECURSIVE_CTE_NODE","left":{"type":"SELECT_NODE"},"right":{"type":"SELECT_NODE","from_table":{"type":"BASE_TABLE","table_name":"r"}}}}}}]},
 "select_list":[{"class":"COLUMN_REF","type":"COLUMN_REF","column_names":["Current_Date"]},{"class":"COLUMN_REF","type":"COLUMN_REF","column_names":["t","now"]},
  {"class":"FUNCTION","type":"FUNCTION","function_name":"Random","children":[{"class":"CONSTANT","value":{"type":"BASE_TABLE","table_name":"no"}}]}],
 "from_table":{"type":"JOIN","left":{"type":"BASE_TABLE","table_name":"A"},"right":{"type":"JOIN","left":{"type":"TABLE_FUNCTION","function":{"class":"FUNCTION","function_name":"read_csv","children":[]}},
  "right":{"type":"BASE_TABLE","catalog_name":"Db","schema_name":"S","table_name":"T","sample":{"sample_size":1}}}}}}]}`

func TestReadsAreTakenFromTheTree(t *testing.T) {
	r, err := readTree(tree)
	if err != nil {
		t.Fatal(err)
	}
	want := map[scv.Relation]bool{{Schema: "", Name: "a"}: true, {Schema: "db.s", Name: "t"}: true}
	if !maps.Equal(r.tables, want) {
		t.Errorf("tables: %v", r.tables)
	}
	if got := strings.Join(r.doubts(map[string]bool{"random": true}), ", "); got != "it uses current_date, it uses random, it reads read_csv(), which nobody watches, it takes a sample" {
		t.Error(got)
	}
	for _, bad := range []string{"", "{", `{"error":true,"error_message":"no"}`, `{"statements":[1,2]}`} {
		if _, err := readTree(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// FuzzReadTree holds that no tree, however odd, panics.
func FuzzReadTree(f *testing.F) {
	f.Add(tree)
	f.Add(`{"statements":[{"cte_map":{"map":[1,{"key":1,"value":[]}]},"type":"TABLE_FUNCTION","function":1}]}`)
	f.Fuzz(func(_ *testing.T, text string) {
		if r, err := readTree(text); err == nil {
			_ = r.doubts(nil)
		}
	})
}

func TestSchemasOfAVersionHaveTheirPlainName(t *testing.T) {
	b := &Book{o: Options{Alias: map[string]string{"gold": "gold__v7"}, Live: map[string]string{"gold": "gold__v5"}}}
	b.learnAliases()
	if got := b.Plain(`select * from "gold__v7"."x" join GOLD__V7.y join gold__v71.z`); got != `select * from "gold"."x" join gold.y join gold__v71.z` {
		t.Error(got)
	}
	at := scv.Relation{Schema: "gold__v7", Name: "x"}
	if prior, ok := b.Prior("gold", at); !ok || prior.Schema != "gold__v5" {
		t.Error(prior)
	}
	if prior, ok := b.Prior("silver", scv.Relation{Schema: "silver", Name: "x"}); !ok || prior.Schema != "silver" {
		t.Error(prior)
	}
	b.o.Live = map[string]string{}
	if _, ok := b.Prior("gold", at); ok {
		t.Error("nothing is live, and something was built before")
	}
	b.o.Live = nil
	if prior, ok := b.Prior("gold", at); !ok || prior != at {
		t.Error(prior)
	}
}
