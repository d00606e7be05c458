package dbt

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"scv/internal/dbt/compile"
)

var remark = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)

// folded is SQL without remarks, blanks folded, those beside brackets and commas and
// doubled brackets left out, every letter small: what is the same to Snowflake.
func folded(sql string) string {
	sql = strings.ToLower(strings.Join(strings.Fields(remark.ReplaceAllString(sql, " ")), " "))
	for _, mark := range []string{"(", ")", ",", ";"} {
		sql = strings.ReplaceAll(strings.ReplaceAll(sql, " "+mark, mark), mark+" ", mark)
	}
	sql = strings.NewReplacer(")as ", ")", "((", "(", "))", ")").Replace(sql)
	return strings.TrimSuffix(sql, ";")
}

// TestSnowflakesSQLIsDbts renders the macros for Snowflake, without a connection,
// and holds each to what dbt-snowflake made of the same call.
func TestSnowflakesSQLIsDbts(t *testing.T) {
	var want map[string]string
	readJSON(t, "testdata/snowflake/dbt.json", &want)
	raw, err := os.ReadFile("testdata/snowflake/calls.sql")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"dbt_project.yml": {Data: []byte("name: sf\nversion: '1.0'\n")}, "models/src.sql": {Data: []byte("select 1 as id")}}
	for line := range strings.Lines(string(raw)) {
		name, call, _ := strings.Cut(line, ": ")
		files["models/m_"+name+".sql"] = &fstest.MapFile{Data: []byte(call)}
	}
	p, err := Load(t.Context(), Options{
		FS: files, NoArtifacts: true, Target: Target{Name: "dev", Type: "snowflake", Schema: "SCH", Database: "DB", Threads: 1}, AsOf: shopStart(), Command: "compile",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 80 {
		t.Fatalf("only %d calls are recorded", len(want))
	}
	for name, sql := range want {
		c, err := p.compiler.Compile(t.Context(), p.graph.Nodes["model.sf.m_"+name], compile.Rendering{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := folded(strings.ReplaceAll(c.SQL, "m_"+name, "m")); got != folded(sql) {
			t.Errorf("%s:\n dbt %s\nours %s", name, folded(sql), got)
		}
	}
}

func TestQuotingOfTheProjectIsHeeded(t *testing.T) {
	p := newTiny(t, map[string]string{
		"dbt_project.yml": "name: tiny\nversion: '1.0'\nquoting: {schema: false, identifier: false}\nmodels:\n  tiny:\n    b: {+quoting: {identifier: true}}\n",
		"models/a.sql":    "select 1 as id", "models/b.sql": "select * from {{ ref('a') }}", "models/src.yml": "sources: [{name: main, tables: [{name: a}]}]",
		"models/c.sql": "select '{{ ref('a') }} {{ ref('b') }} {{ source('main', 'a') }}' as names",
	})
	p.green()
	if got := p.lines("select names from main.c"); len(got) != 1 || got[0] != `main.a main."b" "main"."a"` {
		t.Errorf("names %v", got)
	}
	loaded, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	if name := plain(t, loaded, "model.tiny.a")["relation_name"]; name != "main.a" {
		t.Errorf("relation_name %v", name)
	}
}
