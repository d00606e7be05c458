package profile

import (
	"fmt"
	"strings"
	"testing"

	"scv/internal/identity/record"
)

// table makes columns of values that a function gives by row.
func table(rows int, columns ...func(row int) string) (*record.Set, []string) {
	var names []string
	for k := range columns {
		names = append(names, fmt.Sprint("c", k+1))
	}
	return named(rows, names, columns...)
}

func named(rows int, names []string, columns ...func(row int) string) (*record.Set, []string) {
	b := record.NewBuilder(names, nil)
	for row := range rows {
		b.Add(fmt.Sprintf("%06d", row), func(k int) []byte { return []byte(columns[k](row)) })
	}
	s, _ := b.Set() // the ids are different
	return s, names
}

func pick(list string) func(int) string {
	words := strings.Fields(list)
	return func(row int) string { return words[(row*7+row/3)%len(words)] }
}

// surname makes many words of syllables.
func surname(row int) string {
	a, b, c := strings.Fields("Ka Lo Mi Re Su To"), strings.Fields("ran lin dor mek sti"), strings.Fields("ov er ski sen a")
	return a[row%6] + b[row/6%5] + c[row/30%5]
}

func TestColumnsAreKnownByTheirValues(t *testing.T) {
	given := pick("Anna Peter Maria Thomas Laura Daniel Julia Robert Elena Michael Sara David")
	postal := func(row int) string { return fmt.Sprint(1000 + 10*(row*13%37)) }
	town := func(row int) string { return surname(row*13%37) + "burg" }
	for name, c := range map[string]struct {
		of   func(int) string
		want Role
	}{
		"e-mail addresses":       {func(r int) string { return surname(r) + "@example.org" }, Email},
		"dates over decades":     {func(r int) string { return fmt.Sprintf("%d.%d.%d", 1+r%28, 1+r%12, 1940+r%60) }, BirthDate},
		"dates of one year":      {func(r int) string { return fmt.Sprintf("2024-%02d-%02d", 1+r%12, 1+r*5%28) }, Text},
		"telephone numbers":      {func(r int) string { return fmt.Sprintf("+43 1 %06d", r*7919%999983) }, Phone},
		"whole names":            {func(r int) string { return given(r) + " " + surname(r) }, FullName},
		"firms":                  {func(r int) string { return surname(r) + " Trading Ltd" }, Organisation},
		"streets":                {func(r int) string { return fmt.Sprint(surname(r), "strasse ", r%40) }, Street},
		"days of a workbook":     {func(r int) string { return fmt.Sprint(14000 + r*7919%19000) }, BirthDate},
		"codes of fifteen areas": {func(r int) string { return fmt.Sprint(10000 + r*7%15*2200 + r*31%97) }, Ignored},
		"amounts of no heading":  {func(r int) string { return fmt.Sprint(3700 + r*7919%43300) }, Ignored},
		"days in Han script":     {func(r int) string { return fmt.Sprintf("%d年%d月%d日", 1940+r%60, 1+r%12, 1+r%28) }, BirthDate},
		"sparse passports": {func(r int) string {
			if r%9 > 0 {
				return ""
			}
			return fmt.Sprintf("P%07d", (r/18)*104729%9999991)
		}, Identifier},
		"few values":             {func(r int) string { return []string{"red", "green", "blue"}[(r*r/7+r/5)%3] }, Category},
		"one value":              {func(int) string { return "yes" }, Ignored},
		"nothing":                {func(int) string { return "" }, Ignored},
		"a counter of clusters":  {func(r int) string { return fmt.Sprint(r / 3) }, Ignored},
		"drawn by a program":     {func(r int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", r/2, r/2) }, Ignored},
		"digests that recur":     {func(r int) string { return fmt.Sprintf("%064x", r/2*7919) }, Identifier},
		"digests of each record": {func(r int) string { return fmt.Sprintf("%064x", r*7919) }, Ignored},
		"amounts":                {func(r int) string { return fmt.Sprintf("%d.%02d", r*37%900, r%100) }, Ignored},
	} {
		t.Run(name, func(t *testing.T) {
			s, names := table(400, given, surname, postal, town, c.of)
			got := Columns(s, names)
			want := map[string]Role{"c1": GivenName, "c2": FamilyName, "c3": PostalCode, "c4": City, "c5": c.want}
			for _, col := range got {
				if col.Role != want[col.Name] && (c.want != FullName || col.Name == "c5") {
					t.Errorf("%s is taken for %s (%s), want %s", col.Name, col.Role, col.Reason, want[col.Name])
				}
				if col.Reason == "" {
					t.Errorf("%s: no reason", col.Name)
				}
			}
		})
	}
}

func TestHeadingsAreBelievedWhereValuesAgree(t *testing.T) {
	number := func(n int) func(int) string { return func(r int) string { return fmt.Sprint(1 + r*5%n) } }
	year := func(r int) string { return fmt.Sprint(1930 + r%70) }
	text := func(r int) string { return surname(r) }
	for name, c := range map[string]struct {
		names []string
		of    []func(int) string
		want  []Role
	}{
		"birth in three columns":             {[]string{"by", "bm", "bd"}, []func(int) string{year, number(11), number(27)}, []Role{BirthYear, BirthMonth, BirthDay}},
		"birth parts under no heading":       {[]string{"x1", "x2", "x3"}, []func(int) string{number(27), number(11), year}, []Role{BirthDay, BirthMonth, BirthYear}},
		"month and day without a year":       {[]string{"bm", "bd"}, []func(int) string{number(11), number(27)}, []Role{Category, Ignored}},
		"years alone":                        {[]string{"Born"}, []func(int) string{year}, []Role{BirthYear}},
		"days as numbers":                    {[]string{"dob"}, []func(int) string{func(r int) string { return fmt.Sprint(14000 + r*7919%19000) }}, []Role{BirthDate}},
		"a member's number that comes again": {[]string{"member no"}, []func(int) string{func(r int) string { return fmt.Sprint("M", r/2*7919) }}, []Role{Identifier}},
		"a title that is no salutation":      {[]string{"title"}, []func(int) string{func(r int) string { return surname(r) + " and the " + surname(r*7) }}, []Role{Text}},
		"names beside a code of each record": {[]string{"a", "b", "c"}, []func(int) string{pick("Anna Peter Maria Thomas Laura"), func(r int) string { return surname(r / 2) }, func(r int) string { return fmt.Sprint(10000 + r/2*541%89999) }}, []Role{GivenName, FamilyName, Identifier}},
		"Russian":                            {[]string{"Фамилия", "Имя", "Телефон"}, []func(int) string{text, func(r int) string { return surname(r * 11) }, func(r int) string { return fmt.Sprintf("+7 912 %06d", r*7919%999983) }}, []Role{FamilyName, GivenName, Phone}},
		"of a database":                      {[]string{"CUST_NM", "DOB_DT"}, []func(int) string{func(r int) string { return surname(r*3) + " " + surname(r) }, func(r int) string { return fmt.Sprintf("%d%02d%02d", 1940+r%60, 1+r%12, 1+r%28) }}, []Role{FullName, BirthDate}},
		"German, short":                      {[]string{"VN", "NN", "PLZ"}, []func(int) string{text, func(r int) string { return surname(r*11 + 5) }, func(r int) string { return fmt.Sprint(1000 + r%90) }}, []Role{GivenName, FamilyName, PostalCode}},
		"French, name beside first":          {[]string{"nom", "prénom"}, []func(int) string{text, func(r int) string { return surname(r*11 + 5) }}, []Role{FamilyName, GivenName}},
		"an e-mail that holds none":          {[]string{"email"}, []func(int) string{text}, []Role{Text}},
		"a status":                           {[]string{"Status"}, []func(int) string{pick("active lapsed new")}, []Role{Ignored}},
		"an answer":                          {[]string{"entity_id", "Cluster"}, []func(int) string{text, text}, []Role{Ignored, Ignored}},
		"a record's number":                  {[]string{"customer number"}, []func(int) string{func(r int) string { return fmt.Sprint("K", r*7919) }}, []Role{Ignored}},
		"a gender follows a name": {[]string{"first name", "sex"}, []func(int) string{pick("Anna Peter Maria Thomas Laura"), func(r int) string {
			return map[bool]string{true: "f", false: "m"}[strings.HasSuffix(pick("Anna Peter Maria Thomas Laura")(r), "a")]
		}}, []Role{GivenName, Ignored}},
		"a year of birth beside other days": {[]string{"yob", "reg_dt"}, []func(int) string{year, func(r int) string { return fmt.Sprintf("%d-%02d-%02d", 1980+r/2%40, 1+r/2%12, 1+r/2%28) }}, []Role{BirthYear, Text}},
		"father and son":                    {[]string{"last name", "suffix"}, []func(int) string{text, pick("Jr SR III ii jnr")}, []Role{FamilyName, NameSuffix}},
		"a father is no town":               {[]string{"FATHER_NAME", "card"}, []func(int) string{func(r int) string { return surname(r / 3) }, func(r int) string { return fmt.Sprint(100000 + r/3*541) }}, []Role{Text, Identifier}},
		"whole names of an owner":           {[]string{"owner"}, []func(int) string{func(r int) string { return pick("Anna Peter Maria Thomas Laura")(r) + " " + surname(r) }}, []Role{FullName}},
		"shops":                             {[]string{"store", "zip"}, []func(int) string{text, func(r int) string { return fmt.Sprint(10000 + r*541%89999) }}, []Role{Organisation, PostalCode}},
		"where somebody bought":             {[]string{"last name", "store"}, []func(int) string{text, pick("Centre Station Airport")}, []Role{FamilyName, Category}},
		"insurance numbers":                 {[]string{"SSN"}, []func(int) string{func(r int) string { return fmt.Sprintf("%03d-%02d-%04d", 100+r/2%900, r/2%90, r/2*31%9999) }}, []Role{Identifier}},
	} {
		t.Run(name, func(t *testing.T) {
			s, names := named(300, c.names, c.of...)
			for k, col := range Columns(s, names) {
				if col.Role != c.want[k] {
					t.Errorf("%s is taken for %s (%s), want %s", col.Name, col.Role, col.Reason, c.want[k])
				}
			}
		})
	}
}

func FuzzColumns(f *testing.F) {
	f.Add("name", "Anna\nBo\n\n12.03.1971\n\xff")
	f.Add("by", "1971\n3\n-1\n99999999999999999999")
	f.Fuzz(func(t *testing.T, name, values string) {
		list := strings.Split(values, "\n")
		s, names := named(len(list), []string{name}, func(row int) string { return list[row] })
		if got := Columns(s, names); len(got) != 1 || got[0].Role == "" || got[0].Reason == "" {
			t.Errorf("%+v", got)
		}
	})
}
