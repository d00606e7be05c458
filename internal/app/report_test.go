package app

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/readiness"
	"scv/internal/serve/answer"
	"scv/internal/serve/report"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files again")

func clock() time.Time { return time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC) }

const smallYML = `version: 1
company: Rowing & <b>sculling</b> club
default_country: GB
sources:
  crm:
    kind: dynamics
    path: files/crm
    entities:
      contact:
        party: person
        columns:
          birthdate: {type: date, formats: [YYYY-MM-DD]}
        map: {given_name: firstname, family_name: lastname, email: email, birth_date: birthdate, city: city, postal_code: postcode, country: {value: GB}, updated_at: modifiedon}
        exclude:
          test_record: "email like '%@example.test'"
  club:
    kind: dynamics
    path: files/club
    entities:
      member:
        party: person
        map: {given_name: firstname, family_name: lastname, email: email, birth_date: birthdate, city: city, postal_code: postcode, country: {value: GB}, updated_at: modifiedon}
  sky:
    kind: weather
    path: files/weather/*.csv
    entities: {forecast_day: {}}
`

// smallHome writes a home with two exports, one of which holds a record that is
// called as no record should be, and weather.
func smallHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for name, text := range map[string]string{
		"scv.yml":                     smallYML,
		"files/crm/model.json":        exportModel("contact"),
		"files/crm/contact/1.csv":     exportRows("crm", 0),
		"files/club/model.json":       exportModel("member"),
		"files/club/member/1.csv":     exportRows("club", 1),
		"files/weather/forecast.csv":  weatherRows(),
		"project/tests/a_warning.sql": "{{ config(severity='warn') }}\nselect record_id, email from {{ ref('int_customer__unioned') }} where email is null\n",
	} {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func exportModel(entity string) string {
	columns := []string{"Id:guid", "SinkCreatedOn:dateTime", "SinkModifiedOn:dateTime", "firstname:string", "lastname:string", "email:string", "birthdate:string", "city:string", "postcode:string", "modifiedon:dateTime", "versionnumber:int64", "IsDelete:boolean"}
	for i, c := range columns {
		name, kind, _ := strings.Cut(c, ":")
		columns[i] = fmt.Sprintf(`{"name": %q, "dataType": %q}`, name, kind)
	}
	return fmt.Sprintf(`{"name": "cdm", "version": "1.0", "entities": [{"$type": "LocalEntity", "name": %q, "attributes": [%s], "partitions": [{"name": "1", "location": "%s/1.csv"}]}]}`,
		entity, strings.Join(columns, ","), entity)
}

func exportRows(source string, salt int) string {
	people := []string{
		"Ann,Archer,ann.archer@mailbox.example,1980-02-03",
		`<script>alert(1)</script>,"O'Neil & Sons ""x""",oneil.sons@mailbox.example,1971-08-09`,
		"Emil,Eriksen,,1958-05-21", // no e-mail: a check warns
	}
	if source == "crm" {
		for i, name := range []string{"Carla,Cole", "Dora,Dunn", "Fay,Fox", "Gus,Gibson", "Hal,Hunt", "Ida,Irving", "Jan,Jones", "Kit,Keen", "Lea,Lamb"} {
			people = append(people, fmt.Sprintf("%s,%s@mailbox.example,19%d-01-17", name, strings.ToLower(strings.Replace(name, ",", ".", 1)), 60+i))
		}
	}
	var b strings.Builder
	for i, p := range people {
		fmt.Fprintf(&b, "00000000-0000-4000-8000-%012d,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,%s,Leeds,LS%d 4AP,2026-0%d-01T00:00:00Z,%d,False\n",
			100*salt+i, p, i%12+1, salt+2, i+1)
	}
	if source == "crm" {
		// One that a rule keeps out, one that cannot be taken.
		b.WriteString("00000000-0000-4000-8000-000000000050,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,Test,Person,t@example.test,1990-01-01,Leeds,LS1 4AP,2026-01-01T00:00:00Z,9,False\n")
		b.WriteString("00000000-0000-4000-8000-000000000051,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,Bad,Date,bad@mailbox.example,1990-31-31,Leeds,LS1 4AP,2026-01-01T00:00:00Z,9,False\n")
	}
	return b.String()
}

func weatherRows() string {
	var b strings.Builder
	b.WriteString("POSTAL_CODE,CITY_NAME,COUNTRY,TIME_INIT_UTC,DATE_VALID_STD,DOY_STD,MIN_TEMPERATURE_AIR_2M_F,AVG_TEMPERATURE_AIR_2M_F,MAX_TEMPERATURE_AIR_2M_F,AVG_HUMIDITY_RELATIVE_2M_PCT,AVG_PRESSURE_MEAN_SEA_LEVEL_MB,AVG_WIND_SPEED_10M_MPH,MAX_WIND_SPEED_10M_MPH,TOT_PRECIPITATION_IN,TOT_SNOWFALL_IN,AVG_CLOUD_COVER_TOT_PCT\n")
	for place := 1; place <= 11; place++ { // nobody knows the weather at the twelfth
		for n := -3; n < 8; n++ {
			fmt.Fprintf(&b, "LS%d 4AP,Leeds,GB,2026-11-24 06:00:00,%s,1,%d,40,%d,80,1010,10,%d,%.1f,0,50\n",
				place, clock().AddDate(0, 0, n).Format(time.DateOnly), 30+n, 44+n, 20+6*n, math.Abs(float64(n))/4)
		}
	}
	return b.String()
}

// openSmall runs the small home and leaves it open.
func openSmall(t *testing.T, home string) *App {
	t.Helper()
	a, err := Open(t.Context(), home, Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func write(t *testing.T, a *App, o ReportOptions) (string, *ReportFile) {
	t.Helper()
	f, err := a.Report(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), f
}

func TestReportOfASmallHome(t *testing.T) {
	home := smallHome(t)
	a := openSmall(t, home)
	t.Run("before the first run", func(t *testing.T) { reportOfNothing(t, a) })
	if _, err := a.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Run("golden", func(t *testing.T) { reportGolden(t, a) })
	t.Run("figures", func(t *testing.T) { reportFigures(t, a) })
	t.Run("sentences", func(t *testing.T) { reportSentences(t, a) })
	t.Run("file", func(t *testing.T) { reportFile(t, a) })
	t.Run("customers", func(t *testing.T) { reportCustomers(t, a) })
	t.Run("refused", func(t *testing.T) { reportRefused(t, a) })
}

func reportOfNothing(t *testing.T, a *App) {
	text, f := write(t, a, ReportOptions{})
	if f.Version != 0 || f.Customer != "" || !strings.Contains(text, "Nothing is published yet") {
		t.Errorf("%+v", f)
	}
	_, err := a.Report(t.Context(), ReportOptions{Customer: "C-1"})
	if scv.CodeOf(err) != scv.CodeNothingPublished {
		t.Errorf("a customer of nothing: %v", err)
	}
}

// The same home gives the same page. What the checklist says and which program
// wrote it change with every release, so they are left out of the golden page.
func reportGolden(t *testing.T, a *App) {
	golden := func() string {
		f, err := a.facts(t.Context(), report.Choice{})
		if err != nil {
			t.Fatal(err)
		}
		list, err := readiness.Load()
		if err != nil {
			t.Fatal(err)
		}
		f.Program, f.Status = "dev", list.Judge(nil, nil, clock(), "")
		var b bytes.Buffer
		if err := report.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		page := regexp.MustCompile(`20261124T083000-[0-9a-f]{6}`).ReplaceAllString(b.String(), "RUN")
		return regexp.MustCompile(`(?s)<style>.*</style>`).ReplaceAllString(page, "") // it has a golden page of its own
	}
	got := golden()
	if again := golden(); again != got {
		t.Error("the page differs from one writing to the next")
	}
	path := filepath.Join("testdata", "report.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("go test ./internal/app -run Report -update writes it again; (-want +got)\n%s", diff)
	}
	if strings.Contains(got, "<script") || strings.Contains(got, "<b>sculling") || !strings.Contains(got, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("the record that is called <script> is not shown as text")
	}
}

// figures are the queries behind the numbers on the page, by the name that each
// number carries in data-fact.
func figures(t *testing.T, a *App) map[string]string {
	t.Helper()
	ask := func(sql string, args ...any) string {
		table, err := a.Warehouse.Table(t.Context(), sql, args...)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(table.Rows[0][0])
	}
	run := a.newestReport(t)
	want := map[string]string{
		"items.pass":      strconv.Itoa(a.passing(t)),
		"rows.received":   ask("select (select count(*) from (from bronze.crm__contact union all by name from bronze.club__member)) + (select count(*) from bronze.quarantine where state = 'held')"),
		"checks.passed":   strconv.Itoa(run.Checks.Passed),
		"weather.share":   ask("select printf('%.1f %%', 100.0 * count(*) filter (where is_found) / count(*)) from gold.fct_customer_weather_day"),
		"stage.came":      ask("select (select count(*) from (from bronze.crm__contact union all by name from bronze.club__member)) + (select count(*) from bronze.quarantine where state = 'held')"),
		"stage.bronze":    ask("select count(*) from (from bronze.crm__contact union all by name from bronze.club__member)"),
		"stage.matched":   ask("select count(*) from gold.customer_xref"),
		"stage.customers": ask("select count(*) from gold.dim_customer"),

		"held.crm/contact.SCV-B001": ask("select count(*) from bronze.quarantine where codes = 'SCV-B001'"),
		"provider.sky":              ask("select count(*) from gold.fct_customer_weather_day where provider = 'sky'"),
		"provider.nobody: no provider has these places or days": ask("select count(*) from gold.fct_customer_weather_day where not is_found"),
	}
	for _, table := range []string{"crm/contact", "club/member"} {
		source, entity, _ := strings.Cut(table, "/")
		where := fmt.Sprintf(" where source_name = '%s' and entity = '%s'", source, entity)
		bronze := "bronze." + source + "__" + entity
		want["flow."+table+".received"] = ask("select count(*) from " + bronze)
		want["flow."+table+".held"] = ask("select count(*) from bronze.quarantine where source = ? and entity = ? and state = 'held'", source, entity)
		want["flow."+table+".superseded"] = ask("select (select count(*) from " + bronze + ") - (select count(*) from " + bronze + "__current)")
		want["flow."+table+".excluded"] = ask("select count(*) from silver.int_customer__excluded" + where)
		want["flow."+table+".published"] = ask("select count(*) from gold.customer_xref" + where)
	}
	for source, c := range run.Rows {
		for name, n := range map[string]int64{"read": c.Read, "loaded": c.Loaded, "unchanged": c.Unchanged, "quarantined": c.Quarantined} {
			want["law."+source+"."+name] = strconv.FormatInt(n, 10)
		}
	}
	conditions := map[string]string{"frost": "min_c <= 0", "storm": "max_wind_kmh >= 62", "heavy rain": "precipitation_mm >= 20", "snow": "snowfall_mm >= 50", "heat": "max_c >= 30"}
	for n := range 8 {
		date := clock().AddDate(0, 0, n).Format(time.DateOnly)
		for word, is := range conditions {
			want["exposure."+date+"."+word] = ask("select count(*) from gold.fct_customer_weather_day where date = cast(? as date) and "+is, date)
		}
	}
	return want
}

func (a *App) newestReport(t *testing.T) *scv.RunReport {
	t.Helper()
	s, err := a.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Report
}

func (a *App) passing(t *testing.T) int {
	t.Helper()
	var f report.Facts
	if err := a.addChecklist(t.Context(), &f); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, i := range f.Status.Items {
		if i.Verdict == scv.Pass {
			n++
		}
	}
	return n
}

// Each number on the page is what a query of its own counts, and each of these
// figures is on the page.
func reportFigures(t *testing.T, a *App) {
	text, _ := write(t, a, ReportOptions{})
	want := figures(t, a)
	got := map[string]string{}
	for _, m := range regexp.MustCompile(`data-fact="([^"]+)">([^<]*)<`).FindAllStringSubmatch(text, -1) {
		got[m[1]] = strings.ReplaceAll(m[2], ",", "")
	}
	// The cells of the grid come from what the run recorded, one by one: together
	// they are all the checks that it counted.
	sum := 0
	for key, value := range got {
		if strings.HasPrefix(key, "grid.") {
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
			delete(got, key)
		}
	}
	if run := a.newestReport(t).Checks.Run; sum != run {
		t.Errorf("%d checks in the grid, %d ran", sum, run)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-query +page)\n%s", diff)
	}
	var all []string
	for _, key := range []string{"flow.crm/contact.excluded", "flow.crm/contact.held", "exposure.2026-11-24.frost", "exposure.2026-12-01.storm"} {
		if want[key] == "0" {
			all = append(all, key)
		}
	}
	if len(all) > 0 {
		t.Errorf("the small home should have something of %v", all)
	}
}

// Sentences and pictures say what queries count, too.
func reportSentences(t *testing.T, a *App) {
	text, f := write(t, a, ReportOptions{})
	ask := func(sql string, args ...any) [][]any {
		table, err := a.Warehouse.Table(t.Context(), sql, args...)
		if err != nil {
			t.Fatal(err)
		}
		return table.Rows
	}
	one := func(sql string) string { return fmt.Sprint(ask(sql)[0][0]) }
	customers, records := one("select count(*) from gold.dim_customer"), one("select count(*) from gold.customer_xref")
	size := "select count(*) from (select customer_id from gold.customer_xref group by customer_id having count(*) = "
	want := []string{
		customers + " customers are live; ",
		records + " records became " + customers + " customers",
		one(size+"1)") + " of one record<",
		one(size+"2)") + " of two records<",
		one("select count(*) from silver.int_customer__excluded") + " kept out by a rule",
		one("select count(*) from bronze.quarantine where state = 'held'") + " row in quarantine",
		one("select count(*) filter (where is_found) || ' of ' || count(*) from gold.fct_customer_weather_day") + " days have weather",
		one("select count(*) from gold.customer_xref where customer_id = '"+string(f.Customer)+"'") + " source records, one customer",
	}
	for _, row := range ask("select value from gold.customer_attribute where customer_id = ?", string(f.Customer)) {
		want = append(want, "<b>"+html.EscapeString(fmt.Sprint(row[0]))+"</b>")
	}
	for _, row := range ask(`select printf('%s|%.1f|%.1f|%.1f', date, min_c, avg_c, max_c) from gold.fct_customer_weather_day where customer_id = ?`, string(f.Customer)) {
		cells := strings.Split(strings.ReplaceAll(fmt.Sprint(row[0]), "-0.0", "0.0"), "|")
		for i, c := range cells[1:] {
			cells[i+1] = ">" + strings.Replace(c, "-", "−", 1) + "</td>"
		}
		want = append(want, cells...)
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
}

func reportFile(t *testing.T, a *App) {
	text, f := write(t, a, ReportOptions{})
	info, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Path != filepath.Join(a.Home, ReportName) || info.Mode() != fs.FileMode(0o600) || f.Bytes != len(text) || f.Version != 1 {
		t.Errorf("%+v, mode %s, %d bytes", f, info.Mode(), len(text))
	}
	out := filepath.Join(t.TempDir(), "new", "page.html")
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(out, []byte("old"), 0o644); err != nil { // a file that everybody could read does not stay so
		t.Fatal(err)
	}
	again, _ := write(t, a, ReportOptions{Out: out})
	if info, err := os.Stat(out); err != nil || info.Mode() != 0o600 || again != text {
		t.Errorf("%v, %v, the same page: %v", info, err, again == text)
	}
}

func reportCustomers(t *testing.T, a *App) {
	golden, err := a.Warehouse.Table(t.Context(), "select distinct value from gold.customer_attribute where attribute in ('given_name', 'family_name', 'email', 'birth_date', 'postal_code') union select customer_id from gold.dim_customer")
	if err != nil {
		t.Fatal(err)
	}
	masked, f := write(t, a, ReportOptions{NoCustomer: true})
	for _, row := range golden.Rows {
		if value := fmt.Sprint(row[0]); strings.Contains(masked, value) {
			t.Errorf("the page without a customer holds a golden value of %d letters", len(value))
		}
	}
	if f.Customer != "" {
		t.Errorf("%+v", f)
	}
	id, err := a.Warehouse.Table(t.Context(), "select customer_id from gold.dim_customer where given_name = 'Emil' limit 1")
	if err != nil {
		t.Fatal(err)
	}
	emil := scv.CustomerID(fmt.Sprint(id.Rows[0][0]))
	text, f := write(t, a, ReportOptions{Customer: emil})
	if f.Customer != emil || !strings.Contains(text, "Emil Eriksen: ") || strings.Contains(text, "chosen by this page") {
		t.Errorf("%+v: the page shows somebody else", f)
	}
	if _, err := a.Report(context.Background(), ReportOptions{Customer: "C-NOBODY"}); scv.CodeOf(err) != scv.CodeNoSuchID {
		t.Errorf("nobody: %v", err)
	}
	// The one that it chooses has several records and weather.
	_, f = write(t, a, ReportOptions{})
	c, err := a.Answers.Show(t.Context(), f.Customer)
	if err != nil || len(c.Records) < 2 || !slices.ContainsFunc(c.Weather, func(d answer.Day) bool { return d.Found }) {
		t.Errorf("chosen: %+v, %v", c, err)
	}
}

// After a refused run the page says so first, shows what refused it, and keeps
// the figures of the version that readers see.
func reportRefused(t *testing.T, a *App) {
	path := filepath.Join(a.Home, "project", "tests", "nobody_in_leeds.sql")
	if err := os.WriteFile(path, []byte("select record_id, city, family_name from {{ ref('int_customer__unioned') }} where city = 'Leeds'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Run(t.Context(), RunOptions{}); scv.CodeOf(err) != scv.CodeVerdict {
		t.Fatal(err)
	}
	text, f := write(t, a, ReportOptions{NoCustomer: true})
	for _, want := range []string{"The newest run was refused: readers still see version 1", "nobody_in_leeds", "1 of ", "checks failed", "crm/contact/00000000-0000-4000-8000-000000000000"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if f.Version != 1 || strings.Contains(text, "Archer") {
		t.Errorf("%+v, or a name among the failing rows", f)
	}
}
