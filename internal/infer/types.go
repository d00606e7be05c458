package infer

import (
	"fmt"
	"strings"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/identity/heading"
	"scv/internal/source"
)

// typing is the type that a column is proposed to have; Text is what it has
// without a word about it.
type typing struct {
	kind    scv.Type
	formats []string
	misfits int    // cells that are not of the type
	texts   int    // of a date: cells that are text
	iso     int    // of them, those in an ISO 8601 form
	about   string // what was seen
	doubt   string
}

// few is the share of misfits up to which a date that only its format makes
// readable is typed all the same; their rows are announced as held aside.
const few = 0.02

// typeOf proposes a column's type. word is what it was taken for, "" for none.
func typeOf(c *column, word, language string) typing {
	switch word {
	case "birth_date":
		return birthType(c, language)
	case "updated_at":
		return updatedType(c, language)
	case "":
	default:
		return keepLanding(c)
	}
	if isKeyHeader(c) || c.filled == 0 || c.declared != scv.Text {
		return keepLanding(c)
	}
	return freeType(c, language)
}

// keepLanding leaves a column as it is declared, or makes it text where that
// would keep rows out.
func keepLanding(c *column) typing {
	if c.declared == scv.Text || misfits(c, source.Field{Field: scv.Field{Type: c.declared}}) == 0 {
		return typing{kind: scv.Text}
	}
	t := typing{kind: scv.Text, misfits: misfits(c, source.Field{Field: scv.Field{Type: c.declared}})}
	t.doubt = fmt.Sprintf("%s by model.json, and %s not: as text every row lands", c.declared, areText(t.misfits))
	return t
}

func areText(n int) string {
	if n == 1 {
		return "1 value is"
	}
	return fmt.Sprintf("%d values are", n)
}

// birthType types a birth date only where that holds no row aside: as text the
// project reads it, too, in all forms but those whose order or century only a
// declared format tells.
func birthType(c *column, language string) typing {
	t := dateType(c, language)
	switch {
	case t.misfits == 0:
		return t
	case onlyByFormat(t.formats) && float64(t.misfits) <= few*float64(c.filled):
		t.doubt = strings.TrimPrefix(t.doubt+"; ", "; ") + fmt.Sprintf("%s no such date (%s): the rows are held aside", areText(t.misfits), oddShapes(c, t))
		return t
	}
	return typing{kind: scv.Text, about: t.about, doubt: strings.TrimPrefix(t.doubt+"; ", "; ") + fmt.Sprintf("%s no date (%s): left as text, so that every row lands", areText(t.misfits), oddShapes(c, t))}
}

// updatedType types whatever is not ISO: as text it would count as unknown.
func updatedType(c *column, language string) typing {
	t := dateType(c, language)
	if t.misfits == 0 {
		return t
	}
	if float64(t.misfits) <= few*float64(c.filled) {
		t.doubt = fmt.Sprintf("%s no date (%s): the rows are held aside", areText(t.misfits), oddShapes(c, t))
		return t
	}
	return typing{kind: scv.Text, about: t.about, doubt: fmt.Sprintf("%s no date (%s)", areText(t.misfits), oddShapes(c, t))}
}

func onlyByFormat(formats []string) bool {
	for _, f := range formats {
		if !strings.Contains(f, "YYYY") || strings.HasPrefix(f, "MM/") || strings.HasPrefix(f, "MM-") {
			return true
		}
	}
	return false
}

// freeType types a column that fills no word, when all its values agree.
func freeType(c *column, language string) typing {
	if c.share(isDate) > 0.9 && (hasKind(c, source.DateTime) || readsAsDate(c.header)) {
		if t := dateType(c, language); t.misfits == 0 && t.kind != scv.Text {
			return t
		}
	}
	if hasLeadingZero(c) {
		return typing{kind: scv.Text}
	}
	for _, kind := range []scv.Type{scv.Bool, scv.Int, scv.Decimal} {
		if kind == scv.Bool && !hasKind(c, source.Bool) && c.share(isYesNo) < 1 {
			continue
		}
		if misfits(c, source.Field{Field: scv.Field{Type: kind}}) == 0 {
			return typing{kind: kind}
		}
	}
	t := typing{kind: scv.Text}
	if n := misfits(c, source.Field{Field: scv.Field{Type: scv.Decimal}}); float64(n) <= few*float64(c.filled) {
		t.doubt = fmt.Sprintf("numbers, but %s none: left as text", areText(n))
	}
	return t
}

func readsAsDate(header string) bool {
	for _, r := range heading.Read(header) {
		if r.Word == "birth_date" || r.Word == "updated_at" || r.Word == heading.Created {
			return true
		}
	}
	return false
}

func hasKind(c *column, kind source.CellKind) bool {
	for _, v := range c.values {
		if v.Kind == kind {
			return true
		}
	}
	return false
}

func hasLeadingZero(c *column) bool {
	for _, v := range c.values {
		if s := strings.TrimSpace(v.Text); len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
			return true
		}
	}
	return false
}

// misfits counts the cells that a column of that type would not take.
func misfits(c *column, f source.Field) int {
	check, n := bronze.NewCheck(f), 0
	for _, v := range c.values {
		if check.Takes(&v.Cell) != "" {
			n += v.count
		}
	}
	return n
}

// oddShapes shows up to three shapes of what does not fit.
func oddShapes(c *column, t typing) string {
	check := bronze.NewCheck(source.Field{Field: scv.Field{Type: t.checked()}, Formats: t.formats})
	seen := map[string]bool{}
	var shapes []string
	for _, v := range c.values {
		if check.Takes(&v.Cell) == "" {
			continue
		}
		if s := shape(v.Cell); !seen[s] && len(shapes) < 3 {
			seen[s] = true
			shapes = append(shapes, s)
		}
	}
	return strings.Join(shapes, ", ")
}

// checked is the type that misfits are counted against.
func (t typing) checked() scv.Type {
	if t.kind == scv.Timestamp {
		return scv.Timestamp
	}
	return scv.Date
}

// hasClock says whether a cell is a moment of a day rather than a day.
func hasClock(v source.Cell) bool {
	if v.Kind == source.DateTime {
		return !v.Time.Equal(v.Time.Truncate(24 * time.Hour))
	}
	return v.Kind == source.Text && strings.Contains(v.Text, ":")
}
