package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/readiness"
)

// moment is a clock that moves a little with each look, from any goroutine.
type moment struct {
	mu sync.Mutex
	at time.Time
}

func (m *moment) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = m.at.Add(time.Millisecond)
	return m.at
}

// ExampleIn is where the example company is made that tests copy; TestMain sets it.
var ExampleIn string

// made is the example company after its first run, small; the first test that asks
// for it makes it.
var made struct {
	sync.Once
	report *scv.RunReport
	at     time.Time // by its clock
}

func makeExample(t *testing.T) {
	clock := &moment{at: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}
	a, report, err := Demo(t.Context(), DemoOptions{Dir: ExampleIn, Rows: 600, Seed: 1, Noise: "normal"}, Options{Now: clock.now})
	if a != nil {
		err = errors.Join(err, a.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	made.report, made.at = report, clock.now()
}

// example opens a test's own copy of the example company.
func example(t *testing.T) (*App, *scv.RunReport) {
	t.Helper()
	made.Do(func() { makeExample(t) })
	if made.report == nil {
		t.Fatal("there is no example to work on")
	}
	home := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(home, os.DirFS(ExampleIn)); err != nil {
		t.Fatal(err)
	}
	clock := &moment{at: made.at}
	a, err := Open(t.Context(), home, Options{Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	report := *made.report
	return a, &report
}

// seed is a violation: what is done to the home so that a probe must turn red,
// and how it is undone.
type seed struct {
	probe string
	box   string // whose probes run
	do    func(*bench)
}

// bench does things to a home and remembers how to undo them.
type bench struct {
	*testing.T
	*App
	report *scv.RunReport
	undo   []func()
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) exec(sql string) {
	b.Helper()
	_, err := b.Warehouse.Exec(b.Context(), sql)
	b.must(err)
}

// change changes a table; a copy puts it back.
func (b *bench) change(table, sql string) {
	b.Helper()
	kept := "kept_" + strings.ReplaceAll(table, ".", "_")
	b.exec("create schema if not exists keep; create table keep." + kept + " as from " + table)
	b.exec(sql)
	b.undo = append(b.undo, func() {
		b.exec("delete from " + table + "; insert into " + table + " from keep." + kept + "; drop table keep." + kept + "; drop schema keep")
	})
}

func (b *bench) between(do, undo string) {
	b.Helper()
	b.exec(do)
	b.undo = append(b.undo, func() { b.exec(undo) })
}

// edit changes a file of the home.
func (b *bench) edit(path, old, fresh string) {
	b.Helper()
	path = filepath.Join(b.Home, path)
	text, err := os.ReadFile(path)
	b.must(err)
	if !strings.Contains(string(text), old) {
		b.Fatalf("%s does not say %q", path, old)
	}
	b.must(os.WriteFile(path, []byte(strings.Replace(string(text), old, fresh, 1)), 0o644))
	b.undo = append(b.undo, func() { b.must(os.WriteFile(path, text, 0o644)) })
}

func (b *bench) hide(path string) {
	b.Helper()
	path = filepath.Join(b.Home, path)
	b.must(os.Rename(path, path+".away"))
	b.undo = append(b.undo, func() { b.must(os.Rename(path+".away", path)) })
}

func (b *bench) chmod(path string, mode os.FileMode) {
	b.Helper()
	b.must(os.Chmod(path, mode))
	b.undo = append(b.undo, func() { b.must(os.Chmod(path, 0o644)) })
}

// slow makes everything take longer by the clock.
func (b *bench) slow(step time.Duration) {
	clock, at := b.options.Now, b.options.Now()
	b.options.Now = func() time.Time {
		at = at.Add(step)
		return at
	}
	b.undo = append(b.undo, func() { b.options.Now = clock })
}

// check gives a check of the newest run another end.
func (b *bench) check(part, status string) {
	b.Helper()
	found, err := b.Control.Checks(b.Context(), b.report.ChecksOf)
	b.must(err)
	i := slices.IndexFunc(found, func(c control.CheckResult) bool { return strings.Contains(c.ID, part) })
	if i < 0 {
		b.Fatalf("no check %s", part)
	}
	bad := found[i]
	bad.Status = status
	b.must(b.Control.AddChecks(b.Context(), b.report.ChecksOf, []control.CheckResult{bad}))
	b.undo = append(b.undo, func() { b.must(b.Control.AddChecks(b.Context(), b.report.ChecksOf, found[i:i+1])) })
}

func seeds() []seed {
	goldYML := "project/models/gold/_gold.yml"
	return []seed{
		{"source.ping[d365]", "2.3.1", func(b *bench) { b.hide("crm/model.json") }},
		{"source.ping[d365]", "2.3.1", func(b *bench) { b.edit("crm/model.json", `"emailaddress1"`, `"mailaddress1"`) }},
		{"source.ping[xlsx]", "2.3.2", func(b *bench) { b.hide("loyalty") }},
		{"source.ping[weather]", "1.1.2", func(b *bench) { b.hide("weather") }},
		{"source.ping[weather]", "1.1.2", func(b *bench) {
			b.change("bronze.weather__forecast_day", "update bronze.weather__forecast_day set date_valid_std = date_valid_std - 40")
		}},
		{"source.grants", "1.1.1", func(b *bench) { b.hide("weather") }},
		{"source.suite", "2.3.4", func(b *bench) { b.hide("legacy") }},
		{"dq.run[generic]", "1.2.1", func(b *bench) { b.check(".not_null_", "fail") }},
		{"dq.run[generic]", "1.2.1", func(b *bench) { b.check(".unique_", "skipped") }},
		{"dq.run[custom]", "1.2.2", func(b *bench) { b.check("golden_values_are", "fail") }},
		{"dq.gate", "3.3.2", func(b *bench) { b.check("golden_values_are", "error") }},
		{"dq.gate", "3.3.2", func(b *bench) { b.check("customers_have_a_name", "warn") }},
		{"dq.open_failures", "3.3.4", func(b *bench) { b.check("customers_have_a_name", "warn") }},
		{"dq.business", "3.5.3", func(b *bench) { b.check("golden_emails_are", "fail") }},
		{"dq.obligation[unique]", "3.1.1", func(b *bench) { b.check(".unique_dim_customer", "fail") }},
		{"dq.obligation[not_null]", "3.1.2", func(b *bench) { b.check(".not_null_dim_customer_customer_id", "fail") }},
		{"dq.obligation[relationship]", "3.1.3", func(b *bench) { b.check(".relationships_fct", "fail") }},
		{"dq.obligation[range]", "3.1.4", func(b *bench) { b.check(".accepted_range_fct", "fail") }},
		{"dq.email", "3.2.1", func(b *bench) { b.check("email_addresses_are_valid", "fail") }},
		{"dq.email", "3.2.1", func(b *bench) {
			b.change("silver.int_customer__standardised", "update silver.int_customer__standardised set email = 'x', email_std = null, email_reason = null where source_name = 'crm'")
		}},
		{"dq.postal", "3.2.2", func(b *bench) { b.check("postal_codes_are_valid", "fail") }},
		{"dq.postal", "3.2.2", func(b *bench) {
			b.change("silver.int_customer__standardised", "update silver.int_customer__standardised set postal_code_std = null, postal_code_reason = null where source_name = 'crm'")
		}},
		{"dq.duplicates", "3.2.4", func(b *bench) { b.check("no_customer_is_there_twice", "fail") }},
		{"dq.weather_grid", "3.2.5", func(b *bench) { b.check("weather_is_found_for", "warn") }},
		{"dq.weather_grid", "3.2.5", func(b *bench) { b.check("every_customer_has_every_day", "fail") }},
		{"source.complete", "3.4.2", func(b *bench) {
			b.change("bronze.crm__contact", "delete from bronze.crm__contact where _scv_row = (select min(_scv_row) from bronze.crm__contact)")
		}},
		{"source.complete", "3.4.2", func(b *bench) {
			b.change("bronze.loads", "update bronze.loads set read = read + 1 where entity = 'member'")
		}},
		{"source.complete", "3.4.2", func(b *bench) {
			b.change("bronze.crm__contact", "update bronze.crm__contact set mobilephone = null")
		}},
		{"source.complete[repairs]", "3.4.2", func(b *bench) {
			b.change("bronze.crm__contact", "update bronze.crm__contact set _scv_repair = 'R-nobody' where _scv_row = (select min(_scv_row) from bronze.crm__contact)")
		}},
		{"source.complete[repairs]", "3.4.2", func(b *bench) {
			r := control.Repair{ID: "R-unseen", Action: "fix", Source: "crm", Entity: "contact", RecordID: "crm/contact/x", RowHash: "x", By: "kim", Reason: "asked", At: b.options.Now(), State: control.RepairRecorded}
			b.must(b.Control.AddRepair(b.Context(), r))
			b.undo = append(b.undo, func() {
				b.must(b.Control.SettleRepair(b.Context(), r.ID, control.RepairWithdrawn, "a seed"))
			})
		}},
		{"source.format", "3.4.3", func(b *bench) {
			b.change("bronze.loads", "update bronze.loads set quarantined = read, loaded = 0 where entity = 'member'")
		}},
		{"source.format", "3.4.3", func(b *bench) {
			b.between("alter table bronze.loyalty__member rename column points to points_2", "alter table bronze.loyalty__member rename column points_2 to points")
		}},
		{"model.contract", "3.5.1", func(b *bench) {
			b.between("create or replace view gold.customer_xref as select *, 1 as more from gold__v1.customer_xref", "create or replace view gold.customer_xref as select * from gold__v1.customer_xref")
		}},
		{"model.contract", "3.5.1", func(b *bench) { b.check("every_record_has_a_customer", "fail") }},
		{"model.materialisation", "2.5.1", func(b *bench) {
			b.edit("project/dbt_project.yml", "gold:\n      +schema: gold\n      +materialized: table", "gold:\n      +schema: gold\n      +materialized: view")
		}},
		{"model.partition", "2.5.3", func(b *bench) {
			b.edit("project/models/gold/dim_customer.sql", "cluster_by=['customer_id']", "cluster_by=['customer']")
		}},
		{"model.partition", "2.5.3", func(b *bench) {
			b.change("gold__v1.rpt_region_kpi", "insert into gold__v1.rpt_region_kpi select k.* from gold__v1.rpt_region_kpi as k, range(500_000 // (select count(*) from gold__v1.rpt_region_kpi) + 1)")
		}},
		{"model.partition", "2.5.3", func(b *bench) {
			b.change("gold__v1.customer_xref", "insert into gold__v1.customer_xref select x.* from gold__v1.customer_xref as x, range(500_000 // (select count(*) from gold__v1.customer_xref) + 1) as r(n) order by hash(x.record_id, r.n)")
		}},
		{"perf.suite", "2.5.4", func(b *bench) { b.slow(100 * time.Millisecond) }},
		{"perf.suite", "2.5.4", func(b *bench) { b.slow(31 * time.Second) }},
		{"perf.suite", "2.5.4", func(b *bench) {
			b.between("create or replace view gold.rpt_region_kpi as select * exclude (customer_count) from gold__v1.rpt_region_kpi", "create or replace view gold.rpt_region_kpi as select * from gold__v1.rpt_region_kpi")
		}},
		{"doc.sources", "1.1.4", func(b *bench) { b.edit("docs/sources.md", "Marketing", "Sales") }},
		{"doc.sources", "1.1.4", func(b *bench) {
			old := b.Config.Sources[0].About
			b.Config.Sources[0].About.Owner = "tbd"
			b.undo = append(b.undo, func() { b.Config.Sources[0].About = old })
		}},
		{"doc.models", "1.4.1", func(b *bench) {
			b.edit(goldYML, "description: Key figures of customers by region.", "description: TODO")
		}},
		{"doc.models", "1.4.1", func(b *bench) { b.edit(goldYML, "        description: People among them.\n", "") }},
		{"doc.dictionary", "1.4.2", func(b *bench) { b.edit(goldYML, "      - name: snow_count", "      - name: sleet_count") }},
		{"doc.dictionary[page]", "1.4.2", func(b *bench) { b.edit(goldYML, "      - name: snow_count", "      - name: sleet_count") }},
		{"doc.dictionary[page]", "1.4.2", func(b *bench) { b.edit("docs/dictionary.md", "Surname", "First name") }},
		{"lineage.map", "4.3.1", func(b *bench) { b.between("create table silver.stray (n int)", "drop table silver.stray") }},
		{"lineage.map", "4.3.1", func(b *bench) {
			b.between("alter table silver.int_weather__day rename to elsewhere", "alter table silver.elsewhere rename to int_weather__day")
		}},
		{"lineage.runs", "4.3.2", func(b *bench) { b.change("_scv.versions", "update _scv.versions set fingerprint = 'x'") }},
		{"lineage.runs", "4.3.2", func(b *bench) { b.edit(b.events(), `"eventTime"`, `"time"`) }},
		{"lineage.runs", "4.3.2", func(b *bench) { b.hide(b.events()) }},
		{"lineage.coverage", "3.5.2", func(b *bench) { b.loseSource("crm__contact__current") }},
		{"mon.timings", "5.1.3", func(b *bench) {
			id := "20270101T000000-untimed"
			at := b.options.Now()
			b.must(b.Control.StartRun(b.Context(), control.Run{ID: id, Kind: "run", Started: at, AsOf: at}))
			b.must(b.Control.FinishRun(b.Context(), id, control.Finish{At: at, Verdict: control.Unchanged, Report: b.report}))
			b.undo = append(b.undo, func() {
				b.must(b.Control.FinishRun(b.Context(), id, control.Finish{At: at, Verdict: control.Interrupted}))
			})
		}},
		{"model.incremental_equivalence", "2.5.2", func(b *bench) {
			b.change("gold__v1.rpt_region_kpi", "update gold__v1.rpt_region_kpi set customer_count = customer_count + 1")
		}},
		{"mon.quality", "5.2.2", func(b *bench) {
			id := "20270101T000000-unmeasured"
			at := b.options.Now()
			report := *b.report
			report.RunID, report.ChecksOf = id, id
			b.must(b.Control.StartRun(b.Context(), control.Run{ID: id, Kind: "run", Started: at, AsOf: at}))
			b.must(b.Control.FinishRun(b.Context(), id, control.Finish{At: at, Verdict: control.Refused, Report: &report}))
			b.undo = append(b.undo, func() {
				b.must(b.Control.FinishRun(b.Context(), id, control.Finish{At: at, Verdict: control.Interrupted}))
			})
		}},
		{"infra.schemas", "1.5.3", func(b *bench) {
			b.between("create schema mine; create table mine.t (n int)", "drop schema mine cascade")
		}},
		{"infra.schemas", "1.5.3", func(b *bench) { b.chmod(b.path(b.Config.Warehouse.Path), 0o666) }},
		{"infra.schemas[layers]", "2.1.2", func(b *bench) {
			b.between("alter table bronze.quarantine rename to q", "alter table bronze.q rename to quarantine")
		}},
		{"infra.schemas[layers]", "2.1.2", func(b *bench) { b.between("create table gold.half_built (n int)", "drop table gold.half_built") }},
		{"profile.prod", "1.5.2", func(b *bench) {
			path := filepath.Join(b.Home, "project", "local.env")
			b.must(os.WriteFile(path, []byte("API_KEY=a1b2c3\n"), 0o600))
			b.undo = append(b.undo, func() { b.must(os.Remove(path)) })
		}},
		{"model.unit", "3.4.4", func(b *bench) {
			b.edit("project/models/gold/rpt_weather_exposure.sql", "days.max_c >= 30", "days.max_c > 30")
		}},
		{"profile.prod", "1.5.2", func(b *bench) { b.edit("project/dbt_project.yml", "name: scv", "name: [") }},
		{"profile.prod[schema]", "2.4.1", func(b *bench) { b.edit("project/profiles.yml", "threads: 4", "threads: 400") }},
		{"profile.prod[schema]", "2.4.1", func(b *bench) { b.edit("project/profiles.yml", "    prod:", "    final:") }},
		{"profile.prod[schema]", "2.4.1", func(b *bench) {
			b.edit("project/profiles.yml", "threads: 4", "motherduck_token: \"{{ env_var('TOKEN', 'a1b2c3') }}\"")
		}},
		{"profile.target", "2.4.2", func(b *bench) { b.edit("project/profiles.yml", "target: dev", "target: prod") }},
		{"profile.target", "2.4.2", func(b *bench) {
			b.edit("project/profiles.yml", "path: target/dev.duckdb", "path: ../data/warehouse.duckdb")
		}},
		{"profile.target", "2.4.2", func(b *bench) { b.chmod(b.path(b.Config.Warehouse.Path), 0o664) }},
		{"profile.connect", "2.4.4", func(b *bench) { b.chmod(b.path(b.Config.Warehouse.Path), 0o646) }},
	}
}

// events is the file that tells the example's run in OpenLineage's words.
func (b *bench) events() string { return "data/openlineage/" + b.report.RunID + ".ndjson" }

// loseSource keeps the lineage that there is when a table of bronze is gone.
func (b *bench) loseSource(table string) {
	b.Helper()
	kept, ok, err := b.Control.LineageOf(b.Context(), 0)
	b.must(err)
	if !ok {
		b.Fatal("no lineage was kept")
	}
	s, err := b.shapes(b.Context())
	b.must(err)
	delete(s, scv.Relation{Schema: string(scv.Bronze), Name: table})
	p, err := b.project(b.Context(), nil, b.options.Now())
	b.must(err)
	g, err := b.trace(b.Context(), p, s)
	b.must(err)
	less := kept
	less.Document, err = g.Encode()
	b.must(err)
	b.must(b.Control.KeepLineage(b.Context(), less))
	b.undo = append(b.undo, func() { b.must(b.Control.KeepLineage(b.Context(), kept)) })
}

// look runs the probes of boxes and gives what each saw.
func (b *bench) look(d digests, boxes ...string) map[string]scv.Finding {
	b.Helper()
	seen, _, err := b.probe(b.Context(), d, b.sight(d), boxes)
	b.must(err)
	found := map[string]scv.Finding{}
	for _, e := range seen {
		found[e.Probe] = e.Finding
	}
	return found
}

// Every probe turns red by a violation of what it proves, says what to do about
// it, and turns back when it is undone.
func TestEveryProbeSeesItsViolation(t *testing.T) {
	a, report := example(t)
	d, err := a.digests()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, App: a, report: report}
	before := b.look(d)
	if n := report.Readiness; n == nil || n.Fail > 0 || n.Pass < 14 {
		t.Errorf("the example stands at %+v: %+v", n, before)
	}
	covered := map[string]bool{
		"doc.errors":      true, // TestCodesWithoutHelpAreSeen
		"change.rollback": true, // pipeline/version: TestAVersionThatIsNotWholeIsNoneToGoBackTo
		"alert.canary":    true, // observe/alert: TestAReceiverThatTakesNothingIsRed
	}
	for i, s := range seeds() {
		covered[s.probe] = true
		s.do(b)
		if f := b.look(d, s.box)[s.probe]; f.Verdict != scv.Fail || f.Remedy == "" {
			t.Errorf("seed %d does not turn %s red: %+v", i, s.probe, f)
		}
		for _, undo := range slices.Backward(b.undo) {
			undo()
		}
		b.undo = nil
	}
	after := b.look(d)
	for _, p := range a.probes(d, a.sight(d)) {
		if !covered[p.Name] && !p.Drill {
			t.Errorf("%s: no seeded violation turns it red", p.Name)
		}
		if after[p.Name].Verdict != before[p.Name].Verdict {
			t.Errorf("%s does not turn back: %+v", p.Name, after[p.Name])
		}
	}
}

func TestCodesWithoutHelpAreSeen(t *testing.T) {
	good := scv.Catalogue()
	if f := judgeCodes(good); f.Verdict != scv.Pass {
		t.Error(f)
	}
	bad := slices.Clone(good)
	bad[3].Fix = ""
	if f := judgeCodes(bad); f.Verdict != scv.Fail || !strings.Contains(f.Evidence, string(bad[3].Code)) {
		t.Error(f)
	}
}

func TestLiteralSecretsAreSeen(t *testing.T) {
	for line, want := range map[string]bool{
		"password: hunter2":                            true,
		"  - api_key: 'abc123'":                        true,
		`"client_secret": "x9"`:                        true,
		"export ACCESS_TOKEN=abc":                      true,
		"url: https://user:pass@host.example/x":        true,
		"-----BEGIN RSA PRIVATE KEY-----":              true,
		"password: \"{{ env_var('PASSWORD') }}\"":      false,
		"password: {{ env_var('PASSWORD') }}":          false,
		"token: ${TOKEN}":                              false,
		"password:":                                    false,
		"description: The password is kept elsewhere.": false,
		"- name: token_count":                          false,
		"select token, secret from x":                  false,
		"url: https://host.example/x":                  false,
		"path: legacy/*.xlsx":                          false,
	} {
		if got := holdsSecret(line); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

func TestTheRegistryOfProbesIsWhole(t *testing.T) {
	list, err := readiness.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := readiness.Checker{Checklist: list, Probes: (&App{}).probes(digests{}, sight{})}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestStatementsAreThere(t *testing.T) {
	for _, name := range []string{"source_rows", "weather_days"} {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
}
