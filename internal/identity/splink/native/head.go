package native

import (
	"regexp/syntax"
	"unicode/utf8"
)

// head is a pattern that begins at the start of a text and never has to go back:
// `^[A-Z]{1,2}[0-9]`. Reading it costs a tenth of what the general way does.
type head []part

// part is at least so many characters of a class, and at most so many (-1: all).
type part struct {
	ranges    []rune // pairs: from, to
	ascii     [128]bool
	low, high int
}

// readHead gives the parts of a pattern; false where it is none of the kind.
func readHead(pattern string) (head, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || re.Sub[0].Op != syntax.OpBeginText {
		return nil, false
	}
	var h head
	for _, sub := range re.Sub[1:] {
		if sub.Op == syntax.OpLiteral && sub.Flags&syntax.FoldCase == 0 {
			for _, r := range sub.Rune {
				h = append(h, newPart([]rune{r, r}, 1, 1))
			}
			continue
		}
		p, ok := readPart(sub)
		if !ok {
			return nil, false
		}
		h = append(h, p)
	}
	return h, h.straight()
}

func readPart(re *syntax.Regexp) (part, bool) {
	low, high, of := 1, 1, re
	switch re.Op {
	case syntax.OpPlus:
		low, high, of = 1, -1, re.Sub[0]
	case syntax.OpStar:
		low, high, of = 0, -1, re.Sub[0]
	case syntax.OpQuest:
		low, high, of = 0, 1, re.Sub[0]
	case syntax.OpRepeat:
		low, high, of = re.Min, re.Max, re.Sub[0]
	}
	if of.Op != syntax.OpCharClass || re.Flags&syntax.NonGreedy != 0 {
		return part{}, false
	}
	return newPart(of.Rune, low, high), true
}

func newPart(ranges []rune, low, high int) part {
	p := part{ranges: ranges, low: low, high: high}
	for r := range p.ascii {
		p.ascii[r] = p.has(rune(r))
	}
	return p
}

func (p *part) has(r rune) bool {
	for k := 0; k < len(p.ranges); k += 2 {
		if r >= p.ranges[k] && r <= p.ranges[k+1] {
			return true
		}
	}
	return false
}

func (p *part) meets(o *part) bool {
	for k := 0; k < len(p.ranges); k += 2 {
		for n := 0; n < len(o.ranges); n += 2 {
			if p.ranges[k] <= o.ranges[n+1] && o.ranges[n] <= p.ranges[k+1] {
				return true
			}
		}
	}
	return false
}

// straight says that what a part may leave to those after it, they do not take: to
// take as much as there is is the only way.
func (h head) straight() bool {
	for k := range h {
		if h[k].low == h[k].high {
			continue
		}
		for n := k + 1; n < len(h); n++ {
			if h[k].meets(&h[n]) {
				return false
			}
			if h[n].low > 0 {
				break
			}
		}
	}
	return true
}

// of gives the beginning of a text that the pattern takes; false where it does not
// match.
func (h head) of(s string) (string, bool) {
	at := 0
	for k := range h {
		p, n := &h[k], 0
		for ; at < len(s) && n != p.high; n++ {
			if c := s[at]; c < utf8.RuneSelf {
				if !p.ascii[c] {
					break
				}
				at++
				continue
			}
			r, size := utf8.DecodeRuneInString(s[at:])
			if !p.has(r) {
				break
			}
			at += size
		}
		if n < p.low {
			return "", false
		}
	}
	return s[:at], true
}
