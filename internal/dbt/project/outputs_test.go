package project

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"scv"
	"scv/jinja"
)

// renderUnset renders a text of one word to it, and knows no variable.
func renderUnset(_ *Project, text string) (jinja.Value, error) {
	_, name, found := strings.Cut(text, "env_var('")
	if !found {
		return text, nil
	}
	name, _, _ = strings.Cut(name, "'")
	return nil, &scv.Error{Code: scv.CodeDBTEnv, Subject: name, Err: errors.New("not set")}
}

const goodProfile = `p:
  target: dev
  outputs:
    dev: {type: duckdb, path: dev.duckdb, threads: 4, attach: [{path: x.duckdb, secret: its_name}]}
    prod:
      type: snowflake
      account: ab12345
      user: svc
      role: PIPELINE
      database: db
      schema: gold
      private_key: "{{ env_var('KEY') }}"
      threads: 8
`

func checked(t *testing.T, text string) Profile {
	t.Helper()
	p, err := CheckProfile(files("profiles.yml", text), "p", renderUnset)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAGoodProfileHasNoFaults(t *testing.T) {
	p := checked(t, goodProfile)
	if p.Default != "dev" || len(p.Outputs) != 2 {
		t.Fatalf("%+v", p)
	}
	for _, o := range p.Outputs {
		if len(o.Faults) > 0 {
			t.Errorf("%s: %q", o.Name, o.Faults)
		}
	}
	prod := p.Outputs[1]
	if prod.Type != "snowflake" || prod.Text("role") != "PIPELINE" || prod.Text("private_key") != "" || len(prod.Unset) != 1 || prod.Unset[0] != "KEY" {
		t.Errorf("%+v", prod)
	}
}

func TestFaultsOfTargetsAreNamedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ old, fresh, says string }{
		"an unknown adapter":            {"type: snowflake", "type: snowflak", "profiles.yml:6 prod has no known adapter type; write snowflake"},
		"a missing key":                 {"      account: ab12345\n", "", "prod lacks account"},
		"a key without a value":         {"account: ab12345", "account:", "prod lacks account"},
		"no way to log in":              {"      private_key: \"{{ env_var('KEY') }}\"\n", "", "prod lacks one of password, private_key"},
		"an unknown key":                {"user: svc", "usr: svc", "profiles.yml:8 prod has an unknown key usr, near user"},
		"a number for text":             {"account: ab12345", "account: 12345", "account must be of type string"},
		"threads that are no number":    {"threads: 8", "threads: many", "threads must be of type integer"},
		"no threads":                    {"threads: 8", "threads: 0", "threads is 0 and must be from 1 to 64"},
		"too many threads":              {"threads: 8", "threads: 65", "threads is 65 and must be from 1 to 64"},
		"retries below their least":     {"threads: 4", "retries: {connect_attempts: 0}", "connect_attempts is 0 and must be 1 or more"},
		"a secret":                      {"\"{{ env_var('KEY') }}\"", "hunter2", "profiles.yml:12 private_key is a secret in clear text"},
		"a secret as a default":         {"env_var('KEY')", "env_var('KEY', 'hunter2')", "private_key is a secret in clear text"},
		"a secret beside a reference":   {"\"{{ env_var('KEY') }}\"", "\"hunter2{{ env_var('KEY') }}\"", "private_key is a secret in clear text"},
		"a secret in an address":        {"user: svc", "host: https://svc:hunter2@host.example", "host is a secret in clear text"},
		"a secret below an open key":    {"threads: 4", "settings: {motherduck_token: hunter2}", "motherduck_token is a secret in clear text"},
		"a secret in a list":            {"threads: 4", "secrets: [{type: s3, key_id: hunter2}]", "key_id is a secret in clear text"},
		"an unknown key of an attached": {"secret: its_name", "secrets: its_name", "attach has an unknown key secrets"},
	} {
		text := strings.Replace(goodProfile, c.old, c.fresh, 1)
		if text == goodProfile {
			t.Fatalf("%s changes nothing", name)
		}
		var all []string
		for _, o := range checked(t, text).Outputs {
			all = append(all, o.Faults...)
		}
		if got := strings.Join(all, "\n"); !strings.Contains(got, c.says) || strings.Contains(got, "hunter2") {
			t.Errorf("%s: %q does not say %q", name, got, c.says)
		}
	}
}

func TestAProfileThatIsNotThereIsAnError(t *testing.T) {
	for _, text := range []string{"q: {}\n", "p: [\n"} {
		if _, err := CheckProfile(files("profiles.yml", text), "p", renderUnset); err == nil {
			t.Errorf("%q is checked", text)
		}
	}
}

// The schemas say nothing that the checker passes over.
func TestSchemasUseOnlyWhatIsChecked(t *testing.T) {
	known := map[string]bool{
		"$schema": true, "title": true, "type": true, "enum": true, "minimum": true, "maximum": true, "required": true,
		"anyOf": true, "properties": true, "additionalProperties": true, "items": true, "writeOnly": true,
	}
	var walk func(at string, v map[string]any)
	walk = func(at string, v map[string]any) {
		for key, below := range v {
			if !known[key] {
				t.Errorf("%s: %s is not checked", at, key)
			}
			nested, _ := below.(map[string]any)
			switch key {
			case "properties":
				for name, p := range nested {
					walk(at+"."+name, p.(map[string]any))
				}
			case "items":
				walk(at+"[]", nested)
			}
		}
	}
	for _, adapter := range adapters() {
		text, err := schemas.ReadFile("schema/" + adapter + ".json")
		var v map[string]any
		if err != nil || json.Unmarshal(text, &v) != nil {
			t.Fatal(adapter, err)
		}
		walk(adapter, v)
	}
}
