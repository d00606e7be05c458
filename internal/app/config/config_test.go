package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/observe/alert"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func example() Config {
	c := Default()
	c.Company = "Müller & Söhne: \"Co\""
	c.DefaultCountry = "DE"
	c.Truth = "truth/truth.csv"
	c.Vars = []Var{{"limit", int64(3)}, {"on", true}, {"name", "true"}, {"rate", 0.5}}
	c.Sources = []scv.SourceConfig{
		{Name: "crm", Kind: scv.Dynamics, Path: "sources/dynamics", Priority: 1, Entities: []scv.EntityConfig{{
			Name: "contact", Party: "person",
			Map: []scv.Mapping{
				{To: "given_name", Columns: []string{"firstname"}},
				{To: "street", Columns: []string{"address1_line1", "address1_line2"}, Separator: ", "},
				{To: "country", Value: "DE"},
				{To: "updated_at", SQL: "coalesce(modifiedon, createdon)"},
			},
			Exclude: []scv.Exclusion{{Rule: "test_record", SQL: "emailaddress1 like '%@example.test'"}},
		}}},
		{Name: "legacy", Kind: scv.Excel, Path: "sources/legacy/*.xlsx", Priority: 5, Entities: []scv.EntityConfig{{
			Name: "customer", Sheet: "Kunden*", Header: 4, Key: []string{"Kunden-Nr."},
			Columns: []scv.ColumnConfig{
				{Name: "Geburtsdatum", Type: scv.Date, Formats: []string{"DD.MM.YYYY"}},
				{Name: "Umsatz", Type: scv.Decimal},
			},
			Map: []scv.Mapping{{To: "given_name", Columns: []string{"Vorname"}}},
		}}},
		{Name: "weather", Kind: scv.WeatherFiles, Path: "sources/weather", Priority: 3, StaleAfter: 90 * time.Minute},
		{Name: "meteo", Kind: scv.OpenMeteo, Path: "sources/meteo", Priority: 4, StaleAfter: scv.NeverStale},
	}
	c.Identity.Memory = "512MB"
	c.Sources[1].StaleAfter = 7 * 24 * time.Hour
	c.Weather = Weather{Providers: []string{"meteo", "weather"}, LastGoodDays: 0}
	c.Notify.Receivers = []alert.Receiver{
		{Name: "log", Kind: alert.File, Path: "data/notices.jsonl"},
		{Name: "pager", Kind: alert.Command, Run: []string{"./page: it", "--severity", "high", "on"}},
		{Name: "chat", Kind: alert.Webhook, URL: "https://chat.company.example/hook", Secret: "env:SCV_CHAT_SECRET"},
		{Name: "quiet", Kind: alert.Webhook, URL: "env:SCV_QUIET_URL"},
		{
			Name: "operations", Kind: alert.Email, Server: "smtp.company.example:587", Security: alert.StartTLS, Username: "scv",
			Password: "file:/etc/scv/smtp password", From: "scv <scv@company.example>", To: []string{"a@company.example", "b@company.example"},
		},
	}
	return c
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	want := example()
	text := Format(want)
	got, err := Parse("scv.yml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trip (-want +got):\n%s\n%s", diff, text)
	}
}

func TestAnyTextSurvivesTheRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Default()
		c.Company = rapid.StringMatching(`[ -~äöü\n\t]{1,30}`).Draw(t, "company")
		value := rapid.StringMatching(`[ -~äöü\t\n\x{a0}\x{2028}]{1,20}`).Draw(t, "value")
		c.Sources = []scv.SourceConfig{{Name: "s", Kind: scv.Excel, Path: "x", Priority: 1, Entities: []scv.EntityConfig{{
			Name: "e", Key: []string{value}, Map: []scv.Mapping{{To: "city", Columns: []string{value}}},
		}}}}
		got, err := Parse("scv.yml", Format(c))
		if err != nil {
			t.Fatalf("%v\n%s", err, Format(c))
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("%s\n%s", diff, Format(c))
		}
	})
}

const (
	weatherYAML = "sources:\n  w:\n    kind: weather\n    path: x\n"
	notifyYAML  = "notify:\n  receivers:\n    r: {"
)

// A secret in scv.yml is refused where it stands, and is not repeated.
func TestASecretWrittenOutIsRefusedAndNotRepeated(t *testing.T) {
	for name, text := range map[string]string{
		"password":          notifyYAML + "kind: email, server: 'm:25', username: a, password: hunter2, from: a@b.example, to: c@d.example}\n",
		"key":               notifyYAML + "kind: webhook, url: 'https://h.example/x', secret: hunter2}\n",
		"key in an address": notifyYAML + "kind: webhook, url: 'https://u:hunter2@h.example/x'}\n",
		"env without name":  notifyYAML + "kind: webhook, url: 'https://h.example/x', secret: 'env:hunter2 x'}\n",
	} {
		_, err := Parse("scv.yml", []byte(text))
		if scv.CodeOf(err) != scv.CodeWrittenOut {
			t.Errorf("%s: %q %v", name, scv.CodeOf(err), err)
			continue
		}
		var e *scv.Error
		errors.As(err, &e)
		if !strings.HasPrefix(e.Subject, "scv.yml:3") || !strings.Contains(e.Hint, "env:NAME") || strings.Contains(err.Error()+e.Hint, "hunter2") {
			t.Errorf("%s: place %q, message %q, hint %q", name, e.Subject, err, e.Hint)
		}
	}
}

func TestTheChainIsTheWeatherSourcesAsTheyStand(t *testing.T) {
	c, err := Parse("scv.yml", []byte(weatherYAML+"  crm: {kind: excel, path: x, entities: {e: {}}}\n  meteo: {kind: openmeteo, path: y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Weather{[]string{"w", "meteo"}, 7}, c.Weather); diff != "" {
		t.Error(diff)
	}
	c, err = Parse("scv.yml", []byte(weatherYAML+"  meteo: {kind: openmeteo, path: y}\nweather: {providers: [meteo]}\n"))
	if err != nil || c.Weather.Providers[0] != "meteo" || c.Weather.Providers[1] != "w" {
		t.Errorf("%v %v", c.Weather, err)
	}
}

func TestAWeatherSourceIsStaleAfterADayAndAHalfUnlessItSays(t *testing.T) {
	c, err := Parse("scv.yml", []byte(weatherYAML+"  crm: {kind: excel, path: x, entities: {e: {}}}\n  meteo: {kind: openmeteo, path: y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Sources[0].StaleAfter != defaultStale || c.Sources[1].StaleAfter != 0 || c.Sources[2].StaleAfter != defaultStale {
		t.Errorf("limits %s %s %s", c.Sources[0].StaleAfter, c.Sources[1].StaleAfter, c.Sources[2].StaleAfter)
	}
}

func TestFaultsPointAtTheirPlace(t *testing.T) {
	for name, tc := range map[string]struct{ text, place, message, hint string }{
		"unknown key":      {"version: 1\ncompani: x\n", "scv.yml:2:1", `"compani" is not known`, `"company"`},
		"unknown word":     {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        map:\n          givenname: V\n", "scv.yml:8:11", "vocabulary", `"given_name"`},
		"no kind":          {"sources:\n  a:\n    path: x\n", "scv.yml:2:3", "no known kind", "dynamics"},
		"bad name":         {"sources:\n  A b:\n    kind: excel\n    path: x\n    entities: {e: {}}\n", "scv.yml:2:3", "cannot be a name", "small letter"},
		"two things":       {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        map:\n          city: {value: x, sql: y}\n", "scv.yml:8:11", "says 2 things", "exactly one"},
		"outside":          {"warehouse:\n  path: ../x.duckdb\n", "scv.yml:1:1", "outside the home", "relative"},
		"newer":            {"version: 7\n", "scv.yml:1:1", "newer", ""},
		"broken yaml":      {"a: [1\nb: 2\n", "scv.yml:", "", "YAML"},
		"twice":            {"company: a\ncompany: b\n", "scv.yml:2", "", ""},
		"list as mapping":  {"warehouse: [1]\n", "scv.yml:1", "must be a mapping", ""},
		"text as number":   {"keep_versions: many\n", "scv.yml:1:1", "whole number", ""},
		"unknown type":     {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        columns: {D: datum}\n", "scv.yml:7", "not a type", "date"},
		"too deep":         {"company: x\nvars: " + strings.Repeat("[", 50_000), "scv.yml:2:1", "nested too deep", "fewer"},
		"anchors":          {"company: &x a\n", "scv.yml:1", "anchors", ""},
		"empty exclusion":  {"sources:\n  a:\n    kind: excel\n    path: x\n    entities:\n      e:\n        exclude: {r: 1}\n", "scv.yml:7", "condition", ""},
		"source as scalar": {"sources: x\n", "scv.yml:1", "must be a mapping", ""},
		"stale after":      {weatherYAML + "    stale_after: soon\n", "scv.yml:5:5", "length of time", "36h"},
		"no provider":      {weatherYAML + "weather: {providers: [w, meteo]}\n", "scv.yml:5:1", `"meteo" is no weather source`, "are w"},
		"provider twice":   {weatherYAML + "weather: {providers: [w, w]}\n", "scv.yml:5:1", "listed twice", ""},
		"part of a day":    {weatherYAML + "weather: {last_good: 36h}\n", "scv.yml:5", "number of days", "7d"},
		"reserved name":    {"sources:\n  scv: {kind: weather, path: x}\n", "scv.yml:2:3", "own tables", ""},
		"no such receiver": {notifyYAML + "kind: pigeon}\n", "scv.yml:3:5", "no known kind", "webhook"},
		"no server":        {notifyYAML + "kind: email, from: a@b.example, to: c@d.example}\n", "scv.yml:3:5", "has no server", ""},
		"no port":          {notifyYAML + "kind: email, server: mail, from: a@b.example, to: c@d.example}\n", "scv.yml:3:5", "host and a port", "587"},
		"mail in clear":    {notifyYAML + "kind: email, server: 'm:25', security: none, from: a@b.example, to: c@d.example}\n", "scv.yml:3:5", "not known", "never sent in the clear"},
		"odd address":      {notifyYAML + "kind: email, server: 'm:25', from: nobody, to: c@d.example}\n", "scv.yml:3:5", "no valid form", ""},
		"half a sign-in":   {notifyYAML + "kind: email, server: 'm:25', username: a, from: a@b.example, to: c@d.example}\n", "scv.yml:3:5", "go together", ""},
		"hook in clear":    {notifyYAML + "kind: webhook, url: 'http://chat.example/x'}\n", "scv.yml:3:5", "in the clear", "https"},
		"no address":       {notifyYAML + "kind: webhook, url: chat}\n", "scv.yml:3:5", "no address", "env:NAME"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("scv.yml", []byte(tc.text))
			if scv.CodeOf(err) != scv.CodeConfig {
				t.Fatalf("code %q of %v", scv.CodeOf(err), err)
			}
			var e *scv.Error
			errors.As(err, &e)
			if !strings.HasPrefix(e.Subject, tc.place) || !strings.Contains(err.Error(), tc.message) || !strings.Contains(e.Hint, tc.hint) {
				t.Errorf("place %q, message %q, hint %q", e.Subject, err, e.Hint)
			}
		})
	}
}

func TestEmptyFileIsTheDefault(t *testing.T) {
	got, err := Parse("scv.yml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Format(example()))
	f.Add([]byte("a: [1, {b: c}]\n"))
	f.Add([]byte("sources:\n  a: &x {kind: excel}\n  b: *x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Parse("scv.yml", text)
		if err != nil && scv.CodeOf(err) != scv.CodeConfig && scv.CodeOf(err) != scv.CodeWrittenOut {
			t.Errorf("an error without place: %v", err)
		}
	})
}

func TestTheExampleInANewFileIsTrue(t *testing.T) {
	text := string(Format(Default()))
	if _, err := Parse("scv.yml", []byte(text)); err != nil {
		t.Fatal(err)
	}
	c, err := Parse("scv.yml", []byte(uncommented(text)))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 4 || len(c.Weather.Providers) != 2 {
		t.Errorf("%d sources, %d providers, want 4 and 2", len(c.Sources), len(c.Weather.Providers))
	}
	var kinds []alert.Kind
	for _, r := range c.Notify.Receivers {
		kinds = append(kinds, r.Kind)
	}
	if diff := cmp.Diff([]alert.Kind{alert.File, alert.Command, alert.Webhook, alert.Email}, kinds); diff != "" {
		t.Error(diff)
	}
}

// uncommented takes the signs away from the examples of a new file, as its user does.
func uncommented(text string) string {
	lines := strings.Split(text, "\n")
	example := false
	for i, line := range lines {
		if key, ok := strings.CutSuffix(line, ": {}"); ok {
			lines[i], example = key+":", true
		}
		if rest, ok := strings.CutPrefix(line, "#  "); ok && example {
			lines[i] = "  " + rest
		}
	}
	return strings.Join(lines, "\n")
}
