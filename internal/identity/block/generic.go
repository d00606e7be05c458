package block

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scv/internal/identity/record"
)

// Kind says what two records must share under a rule.
type Kind string

// The kinds of rules.
const (
	All        Kind = "all"        // every part
	Any        Kind = "any"        // a value of one column in any of the columns
	Unordered  Kind = "unordered"  // two parts, whichever stands first
	Each       Kind = "each"       // an element of a list that a column holds: "a; b; c"
	Neighbours Kind = "neighbours" // nearly the same place when all records are sorted by the parts
	Similar    Kind = "similar"    // most runs of three letters of the parts
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{All, Any, Unordered, Each, Neighbours, Similar} }

// Rule makes pairs of records that share a key.
type Rule struct {
	Name  string
	Kind  Kind
	Parts []string // columns, each with a form behind a colon where it is not taken whole
	last  bool     // a last resort: of many pairs and few finds, so its budget is small
	keys  func(*record.Set) [][]uint64
}

// Last says whether the rule is a last resort.
func (r Rule) Last() bool { return r.last }

// NewRule makes a rule of parts: "family_name_std", "birth_date_std:first4". The
// forms are sound, metaphone, root, initial, squeezed and firstN.
func NewRule(name string, kind Kind, last bool, parts ...string) (Rule, error) {
	r := Rule{Name: name, Kind: kind, Parts: parts, last: last}
	var list []part
	for _, text := range parts {
		p, err := parsePart(text)
		if err != nil {
			return r, err
		}
		list = append(list, p)
	}
	switch {
	case len(list) == 0:
		return r, fmt.Errorf("the rule has no column")
	case kind == Unordered && len(list) != 2:
		return r, fmt.Errorf("%s takes two columns", kind)
	case kind == Each && len(list) != 1:
		return r, fmt.Errorf("%s takes one column", kind)
	}
	switch kind {
	case All:
		r.keys = all(list...)
	case Any:
		r.keys = anyOf(list...)
	case Unordered:
		r.keys = unordered(list[0], list[1])
	case Each:
		r.keys = each1(list[0])
	case Neighbours:
		r.keys = neighbours(list...)
	case Similar:
		r.keys = similar(list...)
	default:
		return r, fmt.Errorf("there is no kind %q", kind)
	}
	return r, nil
}

// of makes a rule of our own; TestOurRulesAreWellFormed sees that none is wrong.
func of(name string, kind Kind, parts ...string) Rule {
	r, _ := NewRule(name, kind, false, parts...)
	return r
}

func lastResort(r Rule) Rule {
	r.last = true
	return r
}

// Same makes pairs of records with one value in a column.
func Same(name, column string) Rule { return of(name, All, column) }

// Forms lists the forms of a part; firstN stands for its numbers.
func Forms() []string { return []string{"sound", "metaphone", "root", "initial", "squeezed", "firstN"} }

// parsePart reads "column:form". A column's own name may hold a colon.
func parsePart(text string) (part, error) {
	at := strings.LastIndexByte(text, ':')
	if at < 0 {
		return part{text, whole}, nil
	}
	column, form := text[:at], text[at+1:]
	switch form {
	case "sound":
		return part{column, phonetic}, nil
	case "metaphone":
		return part{column, metaphone}, nil
	case "root":
		return part{column, root}, nil
	case "initial":
		return part{column, initial}, nil
	case "squeezed":
		return part{column, squeezed}, nil
	}
	if digits, ok := strings.CutPrefix(form, "first"); ok {
		if n, err := strconv.Atoi(digits); err == nil && n > 0 {
			return part{column, prefix(n)}, nil
		}
	}
	if strings.HasPrefix(text, "x:") && strings.Count(text, ":") == 1 { // a column outside the vocabulary, taken whole
		return part{text, whole}, nil
	}
	return part{}, fmt.Errorf("there is no form %q", form)
}

// mostElements is how many elements of a list make keys; what is behind them makes
// none.
const mostElements = 16

// each1 makes a key of every element of a list.
func each1(p part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		c := s.Column(p.column)
		var out [][]uint64
		for row, code := range c.Codes {
			var keys []uint64
			for element := range strings.FieldsFuncSeq(c.Value(code), func(r rune) bool { return strings.ContainsRune(";,|[]{}", r) }) {
				form := p.form(strings.Trim(element, " \"'"))
				if key := hashText(form); form != "" && len(keys) < mostElements && !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
			for k, key := range keys {
				if k == len(out) {
					out = append(out, make([]uint64, s.Len()))
				}
				out[k][row] = key
			}
		}
		if out == nil {
			out = [][]uint64{make([]uint64, s.Len())}
		}
		return out
	}
}

// texts gives the forms of several columns as one text by row; "" where one is
// missing.
func texts(s *record.Set, parts []part) []string {
	out := make([]string, s.Len())
	for k, p := range parts {
		c := s.Column(p.column)
		forms := make([]string, c.Len())
		for code := 1; code < c.Len(); code++ {
			forms[code] = p.form(c.Value(int32(code)))
		}
		for row, code := range c.Codes {
			switch form := forms[code]; {
			case form == "" || k > 0 && out[row] == "":
				out[row] = ""
			case k == 0:
				out[row] = form
			default:
				out[row] += " " + form
			}
		}
	}
	return out
}

// window is how many records in a row are compared with each other. Windows overlap
// by half, so that records up to half a window apart always meet.
const window = 12

// neighbours makes keys of the place in sorted order (sorted neighbourhood;
// Hernández and Stolfo 1995).
func neighbours(parts ...part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		text := texts(s, parts)
		var rows []int32
		for row, t := range text {
			if t != "" {
				rows = append(rows, int32(row))
			}
		}
		slices.SortStableFunc(rows, func(a, b int32) int { return strings.Compare(text[a], text[b]) })
		out := [][]uint64{make([]uint64, s.Len()), make([]uint64, s.Len())}
		for place, row := range rows {
			out[0][row] = mix(1, uint64(place/window))
			out[1][row] = mix(2, uint64((place+window/2)/window))
		}
		return out
	}
}

// bands and perBand are the shape of the signature: texts that have half of their
// trigrams in common meet with a chance of two in three, those that have a fifth
// with one in sixteen (Leskovec, Rajaraman, Ullman, Mining of massive datasets,
// chapter 3).
const (
	bands   = 8
	perBand = 3
)

// similar makes a key of each band of a MinHash signature of the trigrams.
func similar(parts ...part) func(*record.Set) [][]uint64 {
	return func(s *record.Set) [][]uint64 {
		out := make([][]uint64, bands)
		for b := range out {
			out[b] = make([]uint64, s.Len())
		}
		known := map[string][bands]uint64{}
		for row, text := range texts(s, parts) {
			if text == "" {
				continue
			}
			keys, ok := known[text]
			if !ok {
				keys = signature(text)
				known[text] = keys
			}
			for b := range out {
				out[b][row] = keys[b]
			}
		}
		return out
	}
}

func signature(text string) (keys [bands]uint64) {
	padded := "  " + text + " "
	var least [bands * perBand]uint64
	for k := range least {
		least[k] = ^uint64(0)
	}
	for i := range len(padded) - 2 {
		gram := hashText(padded[i : i+3])
		for k := range least {
			least[k] = min(least[k], mix(gram, uint64(k)*0x9e3779b97f4a7c15))
		}
	}
	for b := range keys {
		keys[b] = uint64(b) + 1
		for _, h := range least[b*perBand : (b+1)*perBand] {
			keys[b] = mix(keys[b], h)
		}
	}
	return keys
}
