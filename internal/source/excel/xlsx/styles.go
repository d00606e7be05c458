package xlsx

import (
	"strconv"
	"strings"
)

// style is what a cell's style says about its number.
type style struct {
	date bool
	pad  int // digits that a format of zeros only pads to; 0 = none
}

func (b *Book) readStyles(part string) error {
	formats := map[int]string{}
	inCells := false
	return b.parts.scan(part, func(s *scanner) error {
		switch {
		case s.is("numFmt"):
			if id, err := strconv.Atoi(string(s.attr("numFmtId"))); err == nil {
				formats[id] = string(s.attr("formatCode"))
			}
		case s.is("cellXfs"):
			inCells = s.kind == open
		case s.ends("cellXfs"):
			inCells = false
		case inCells && s.is("xf"):
			id, _ := strconv.Atoi(string(s.attr("numFmtId"))) // absent means General
			b.styles = append(b.styles, styleOf(id, formats))
		}
		return nil
	})
}

func styleOf(id int, formats map[int]string) style {
	code, custom := formats[id]
	if !custom {
		return style{date: builtinDate(id)}
	}
	return style{date: isDateFormat(code), pad: zeros(code)}
}

// builtinDate says which of the format ids that need no code are dates or times:
// 14-22 and 45, 47 everywhere, 27-36 and 50-58 in East Asian workbooks. 46 is an
// elapsed time and stays a number.
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id == 45 || id == 47 || id >= 50 && id <= 58
}

// isDateFormat looks for a day, month, year, hour or second in the first section
// of a format, outside quotes, escapes and brackets. An elapsed time ([h]:mm) is
// a duration, no date.
func isDateFormat(code string) bool {
	if strings.EqualFold(code, "general") || strings.EqualFold(code, "standard") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return false
		case '\\', '_', '*':
			i++
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			if elapsed(code[i+1 : i+end]) {
				return false
			}
			i += end
		case 'd', 'D', 'm', 'M', 'y', 'Y', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}

func elapsed(bracket string) bool {
	return bracket != "" && strings.Trim(strings.ToLower(bracket), "hms") == ""
}

// zeros gives the width of a format that is nothing but zeros: 00000.
func zeros(code string) int {
	if len(code) > 1 && strings.Trim(code, "0") == "" {
		return len(code)
	}
	return 0
}
