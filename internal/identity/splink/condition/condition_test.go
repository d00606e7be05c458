package condition

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLevelsAreRead(t *testing.T) {
	for sql, want := range map[string]string{
		`"first_name_l" = "first_name_r"`:                                           `(l."first_name" = r."first_name")`,
		`a_l IS NULL OR a_r is not null`:                                            `((l."a" is null) or (not (r."a" is null)))`,
		`NOT a_l = 'x' AND 1 <= 2`:                                                  `((not (l."a" = 'x')) and (1 <= 2))`,
		`a_l - 1 - 2 * b_r < -3`:                                                    `(((l."a" - 1) - (2 * r."b")) < -3)`,
		`abs(cast(a_l AS INT) - a_r::double precision) >= 1e3`:                      `(abs((cast(l."a" as int) - cast(r."a" as double))) >= 1000)`,
		`a_l in ('x', 'it''s') -- why`:                                              `((l."a" = 'x') or (l."a" = 'it''s'))`,
		`a_l not between 1 and 2`:                                                   `(not ((l."a" >= 1) and (l."a" <= 2)))`,
		`a_l is not distinct from a_r`:                                              `(l."a" is not distinct from r."a")`,
		`case a_l when 1 then 'x' else 'y' end = 'x'`:                               `(case((l."a" = 1), 'x', 'y') = 'x')`,
		`case when a_l > a_r then 1 end is null`:                                    `(case((l."a" > r."a"), 1, null) is null)`,
		`list_transform(t_l, x -> list_transform("t_r", lambda y : [x, y]))[1] = 1`: `(list_transform(l."t", (x -> list_transform(r."t", (y -> ["x", "y"]))))[1] = 1)`,
		`"My Name_L" <> "My Name_R"`:                                                `(l."my name" <> r."my name")`,
		`a_l_l = a_l_r`:                                                             `(l."a_l" = r."a_l")`,
		`try_cast(a_l as decimal(18, 3)) = 1`:                                       `(try_cast(l."a" as decimal(18,3)) = 1)`,
		`a_l || 'x' = a_r AND true`:                                                 `(((l."a" || 'x') = r."a") and true)`,
	} {
		n, err := ParseLevel(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := n.String(); got != want {
			t.Errorf("%s\nis read as %s\nwant       %s", sql, got, want)
		}
	}
}

func TestRulesAreRead(t *testing.T) {
	n, err := ParseRule(`(l."first name" = r."First Name") AND substr(L.surname, 1, 2) = substr(r.surname, 1, 2)`)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"first name", "surname"}, n.Columns()); d != "" {
		t.Error(d)
	}
	if len(n.Conjuncts()) != 2 || len(n.Disjuncts()) != 1 {
		t.Errorf("%s", n)
	}
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	for sql, want := range map[string]string{
		"a_l = ":        "the expression is not finished at character 7",
		"a_l = 'x":      "quote without an end at character 7",
		"a = a_r":       "a is a column of neither record at character 1",
		"a_l = a_r)":    `unexpected ")" at character 10`,
		"a_l ; a_r":     `unexpected ';' at character 5`,
		"(a_l) is true": `unexpected "true" at character 10`,
		"":              "the expression is not finished at character 1",
		"a_l in ()":     "a list without values at character 10",
	} {
		if _, err := ParseLevel(sql); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
	if _, err := ParseLevel(strings.Repeat("(", 100_000)); err == nil {
		t.Error("no limit of depth")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`"a_l" = "a_r" and not (b_l < 3 or x_r is null)`)
	f.Add(`case when l.a = r.a then 1 else 2 end in (1, 2)`)
	f.Add(`list_max(list_transform(t_l, x -> f(x[1])))::int`)
	f.Fuzz(func(t *testing.T, sql string) {
		for _, parse := range []func(string) (*Node, error){ParseLevel, ParseRule} {
			n, err := parse(sql)
			if err != nil {
				continue
			}
			n.Walk(func(c *Node) {
				if c == nil {
					t.Fatal("a node without content")
				}
			})
			if n.String() == "" || n.Unsided() == nil {
				t.Fatal("nothing")
			}
		}
	})
}
