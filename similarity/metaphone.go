package similarity

import "strings"

// DoubleMetaphone gives how a name sounds: once as in English, once as in the language
// that it may come from; where there is no second way, the first one again. The rules
// are those that Lawrence Philips published in "The Double Metaphone Search Algorithm"
// (C/C++ Users Journal, June 2000), without his limit of four letters. In a code 0
// stands for th, X for sh and ch, A for any vowel that a name begins with; vowels inside
// have no code. Letters are those of ASCII, in any case; other bytes have no sound, but
// they stand between letters. A string without a letter that sounds gives "".
func DoubleMetaphone(s string) (first, second string) {
	w := spoken{text: capitals(s) + "     ", last: len(s) - 1}
	w.slavic = strings.ContainsAny(w.text, "WK") || strings.Contains(w.text, "CZ") || strings.Contains(w.text, "WITZ")
	switch {
	case w.is(0, "GN", "KN", "PN", "WR", "PS"): // the first letter is silent
		w.at = 1
	case w.is(0, "X"): // Xavier
		w.say("S")
		w.at = 1
	}
	for w.at <= w.last {
		w.at += w.letter()
	}
	return string(w.first), string(w.second)
}

// capitals turns the letters of ASCII into capitals.
func capitals(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'a' && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// spoken is a name on its way to its codes.
type spoken struct {
	text          string // in capitals, with blanks behind
	last          int    // place of the last letter
	at            int
	slavic        bool // it looks Slavic or Germanic
	first, second []byte
}

// is says whether one of some texts stands at a place.
func (w *spoken) is(place int, texts ...string) bool {
	if place < 0 || place > len(w.text) {
		return false
	}
	for _, t := range texts {
		if strings.HasPrefix(w.text[place:], t) {
			return true
		}
	}
	return false
}

// here and before look from the letter that is being spoken.
func (w *spoken) here(by int, texts ...string) bool { return w.is(w.at+by, texts...) }

func (w *spoken) vowel(place int) bool { return w.is(place, "A", "E", "I", "O", "U", "Y") }

// dutch or german by its beginning.
func (w *spoken) germanic() bool { return w.is(0, "VAN ", "VON ", "SCH") }

// say adds a sound to both codes, or another one to the second.
func (w *spoken) say(first string, second ...string) {
	w.first = append(w.first, first...)
	if len(second) > 0 {
		first = second[0]
	}
	w.second = append(w.second, first...)
}

// double is how many letters are taken: two where one of some follows.
func (w *spoken) double(next ...string) int {
	if w.here(1, next...) {
		return 2
	}
	return 1
}

// letter speaks what stands at w.at and gives how many letters that takes.
func (w *spoken) letter() int {
	switch c := w.text[w.at]; c {
	case 'A', 'E', 'I', 'O', 'U', 'Y':
		if w.at == 0 {
			w.say("A")
		}
		return 1
	case 'C':
		return w.c()
	case 'D':
		return w.d()
	case 'G':
		return w.g()
	case 'H':
		if (w.at == 0 || w.vowel(w.at-1)) && w.vowel(w.at+1) {
			w.say("H")
			return 2
		}
		return 1
	case 'J':
		return w.j()
	case 'L':
		return w.l()
	case 'R':
		if w.at == w.last && !w.slavic && w.here(-2, "IE") && !w.here(-4, "ME", "MA") { // Rogier
			w.say("", "R")
		} else {
			w.say("R")
		}
		return w.double("R")
	case 'S':
		return w.s()
	case 'T':
		return w.t()
	case 'W':
		return w.w()
	case 'X':
		if w.at != w.last || !w.here(-3, "IAU", "EAU") && !w.here(-2, "AU", "OU") { // not Breaux
			w.say("KS")
		}
		return w.double("C", "X")
	case 'Z':
		return w.z()
	default:
		return w.simple(c)
	}
}

// simple speaks letters that hardly depend on others.
func (w *spoken) simple(c byte) int {
	switch c {
	case 'B':
		w.say("P")
		return w.double("B")
	case 'F', 'K', 'N':
		w.say(string(c))
		return w.double(string(c))
	case 'M':
		w.say("M")
		if w.here(-1, "UMB") && (w.at+1 == w.last || w.here(2, "ER")) { // dumb, thumber
			return 2
		}
		return w.double("M")
	case 'P':
		if w.here(1, "H") {
			w.say("F")
			return 2
		}
		w.say("P")
		return w.double("P", "B")
	case 'Q':
		w.say("K")
		return w.double("Q")
	case 'V':
		w.say("F")
		return w.double("V")
	}
	return 1
}

func (w *spoken) d() int {
	switch {
	case w.here(1, "G") && w.here(2, "I", "E", "Y"): // edge
		w.say("J")
		return 3
	case w.here(1, "G"): // Edgar
		w.say("TK")
		return 2
	}
	w.say("T")
	return w.double("T", "D")
}

func (w *spoken) j() int {
	if w.here(0, "JOSE") || w.is(0, "SAN ") {
		if w.at == 0 && w.here(4, " ") || w.is(0, "SAN ") {
			w.say("H")
		} else {
			w.say("J", "H")
		}
		return 1
	}
	switch {
	case w.at == 0: // Jankelowicz
		w.say("J", "A")
	case w.vowel(w.at-1) && !w.slavic && w.here(1, "A", "O"): // bajador
		w.say("J", "H")
	case w.at == w.last:
		w.say("J", "")
	case !w.here(1, "L", "T", "K", "S", "N", "M", "B", "Z") && !w.here(-1, "S", "K", "L"):
		w.say("J")
	}
	return w.double("J")
}

func (w *spoken) l() int {
	if !w.here(1, "L") {
		w.say("L")
		return 1
	}
	atEnd := w.at == w.last-2 && w.here(-1, "ILLO", "ILLA", "ALLE")                            // cabrillo
	if atEnd || (w.is(w.last-1, "AS", "OS") || w.is(w.last, "A", "O")) && w.here(-1, "ALLE") { // gallegos
		w.say("L", "")
	} else {
		w.say("L")
	}
	return 2
}

func (w *spoken) t() int {
	switch {
	case w.here(0, "TION", "TIA", "TCH"):
		w.say("X")
		return 3
	case w.here(0, "TH", "TTH"):
		if w.here(2, "OM", "AM") || w.germanic() { // Thomas, Thames
			w.say("T")
		} else {
			w.say("0", "T")
		}
		return 2
	}
	w.say("T")
	return w.double("T", "D")
}

func (w *spoken) w() int {
	if w.here(0, "WR") {
		w.say("R")
		return 2
	}
	if w.at == 0 && w.vowel(1) { // Wasserman
		w.say("A", "F")
	} else if w.at == 0 && w.here(1, "H") {
		w.say("A")
	}
	switch {
	case w.at == w.last && w.vowel(w.at-1) || w.here(-1, "EWSKI", "EWSKY", "OWSKI", "OWSKY") || w.is(0, "SCH"): // Arnow
		w.say("", "F")
	case w.here(0, "WICZ", "WITZ"): // Filipowicz
		w.say("TS", "FX")
		return 4
	}
	return 1
}

func (w *spoken) z() int {
	if w.here(1, "H") { // Zhao
		w.say("J")
		return 2
	}
	if w.here(1, "ZO", "ZI", "ZA") || w.slavic && w.at > 0 && !w.here(-1, "T") {
		w.say("S", "TS")
	} else {
		w.say("S")
	}
	return w.double("Z")
}
