package compile

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"scv/jinja"
)

// TestReIsPythons holds modules.re to what Python's re gave: testdata/re.json.
func TestReIsPythons(t *testing.T) {
	raw, err := os.ReadFile("testdata/re.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Tpl, Exp string }
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) < 30 {
		t.Fatal(len(cases), err)
	}
	env := jinja.New()
	for _, c := range cases {
		tpl, err := env.Parse("t", c.Tpl)
		if err != nil {
			t.Fatalf("%s: %v", c.Tpl, err)
		}
		got, err := tpl.Render(t.Context(), jinja.NewDict("re", reModule()))
		if err != nil || got != c.Exp {
			t.Errorf("%s\n got %q %v\nwant %q", c.Tpl, got, err, c.Exp)
		}
	}
}

func TestAPatternThatGoesBackForEverIsStopped(t *testing.T) {
	p, err := compileRE("(a+)+$", nil)
	if err != nil {
		t.Fatal(err)
	}
	p.re.MatchTimeout = 1
	if _, err = p.find([]rune(strings.Repeat("a", 40)+"!"), anywhere); err == nil || !strings.Contains(err.Error(), "takes too long") {
		t.Errorf("error %v", err)
	}
	if _, err := compileRE("(", nil); err == nil || !strings.Contains(err.Error(), "error: ") {
		t.Errorf("error %v", err)
	}
}

// FuzzPattern holds that no pattern breaks the engine or takes for ever.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"(?P<a>x)(?P=a)", "[]a]", "a{,2}", `\Z`, "(?<=a)b", "(?P<", "[", `\`, "(?P=zz)"} {
		f.Add(s, "aaxxb")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 60 || len(text) > 60 {
			return
		}
		p, err := compileRE(pattern, nil)
		if err != nil {
			return
		}
		p.re.MatchTimeout /= 20
		matches, err := p.all([]rune(text), 0)
		for _, m := range matches {
			if err == nil && (m.at[0] < 0 || m.at[1] < m.at[0] || m.at[1] > len(m.s)) {
				t.Errorf("%q in %q: %v", pattern, text, m.at)
			}
		}
	})
}
