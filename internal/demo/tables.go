package demo

import (
	"embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables
var tableFiles embed.FS

// lists are the lines of a table by the words in brackets: "de female".
type lists map[string][]string

func readTable(name string) string {
	b, err := tableFiles.ReadFile("tables/" + name)
	if err != nil {
		return "" // names are constants; TestTablesAreWhole reads each
	}
	return string(b)
}

func readLists(name string) lists {
	l := lists{}
	for line := range strings.Lines(readTable(name)) {
		key, words, ok := strings.Cut(strings.TrimPrefix(line, "["), "] ")
		if !ok || line[0] == '#' {
			continue
		}
		for word := range strings.FieldsSeq(words) {
			l[key] = append(l[key], strings.ReplaceAll(word, "_", " "))
		}
	}
	return l
}

var (
	names   = sync.OnceValue(func() lists { return readLists("names.txt") })
	streets = sync.OnceValue(func() lists { return readLists("streets.txt") })
)

var nicknames = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(readTable("nicknames.txt")) {
		if words := strings.Fields(line); len(words) > 1 && words[0] != "#" {
			m[words[0]] = words[1:]
		}
	}
	return m
})

// place is where people live: a postal code as its country writes it.
type place struct {
	index    int
	country  string // ISO alpha-2
	postal   string
	city     string
	region   string
	latitude float64
}

// places are all places by country, big towns first. Codes of GB, CA and NL are
// made whole from the part that the extract has.
var places = sync.OnceValue(func() map[string][]place {
	m := map[string][]place{}
	index := 0
	for line := range strings.Lines(readTable("places.txt")) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 5 || line[0] == '#' {
			continue
		}
		latitude, _ := strconv.ParseFloat(f[4], 64) // TestTablesAreWhole reads every line
		p := place{index, f[0], wholeCode(f[0], f[1], index), f[2], f[3], latitude}
		m[p.country] = append(m[p.country], p)
		index++
	}
	return m
})

func wholeCode(country, part string, n int) string {
	const letters = "ABDEFGHJLNPRSTUWXYZ"
	a, b := letters[n%len(letters):][:1], letters[n/7%len(letters):][:1]
	digit := strconv.Itoa(1 + n%9)
	switch country {
	case "GB":
		return part + " " + digit + a + b
	case "CA":
		return part + " " + digit + a + strconv.Itoa(n/9%10)
	case "NL":
		return part + " " + a + b
	}
	return part
}

// share is how many of a hundred customers live in a country.
type share struct {
	country  string
	percent  int
	language string
}

func shares() []share {
	return []share{
		{"DE", 31, "de"},
		{"GB", 15, "en"},
		{"FR", 12, "fr"},
		{"US", 11, "en"},
		{"AT", 6, "de"},
		{"CH", 6, "de"},
		{"NL", 5, "nl"},
		{"IT", 5, "it"},
		{"ES", 4, "es"},
		{"SE", 2, "sv"},
		{"CA", 2, "en"},
		{"AU", 1, "en"},
	}
}

func (d dice) country() share {
	n := d.IntN(100)
	all := shares()
	for _, s := range all {
		if n < s.percent {
			return s
		}
		n -= s.percent
	}
	return all[0]
}

// place draws one of a country's; towns come more often.
func (d dice) place(country string) *place {
	all := places()[country]
	i := d.IntN(len(all))
	if d.chance(0.4) {
		i = d.skewed(len(all))
	}
	return &all[i]
}
