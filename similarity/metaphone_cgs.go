package similarity

// c, g and s sound most differently by what stands beside them.

func (w *spoken) c() int {
	switch {
	case w.at > 1 && !w.vowel(w.at-2) && w.here(-1, "ACH") && !w.here(2, "I") && (!w.here(2, "E") || w.here(-2, "BACHER", "MACHER")):
		w.say("K")
		return 2
	case w.at == 0 && w.here(0, "CAESAR"):
		w.say("S")
		return 2
	case w.here(0, "CHIA"): // chianti
		w.say("K")
		return 2
	case w.here(0, "CH"):
		return w.ch()
	case w.here(0, "CZ") && !w.here(-2, "WICZ"): // Czerny
		w.say("S", "X")
		return 2
	case w.here(1, "CIA"): // focaccia
		w.say("X")
		return 3
	case w.here(0, "CC") && !(w.at == 1 && w.is(0, "M")): // not McClellan
		return w.cc()
	case w.here(0, "CK", "CG", "CQ"):
		w.say("K")
		return 2
	case w.here(0, "CIO", "CIE", "CIA"): // italian
		w.say("S", "X")
		return 2
	case w.here(0, "CI", "CE", "CY"):
		w.say("S")
		return 2
	}
	w.say("K")
	switch {
	case w.here(1, " C", " Q", " G"): // Mac Caffrey
		return 3
	case w.here(1, "C", "K", "Q") && !w.here(1, "CE", "CI"):
		return 2
	}
	return 1
}

func (w *spoken) ch() int {
	switch {
	case w.at > 0 && w.here(0, "CHAE"): // Michael
		w.say("K", "X")
	case w.at == 0 && w.here(1, "HARAC", "HARIS", "HOR", "HYM", "HIA", "HEM") && !w.is(0, "CHORE"): // chemistry
		w.say("K")
	case w.germanic() || w.here(-2, "ORCHES", "ARCHIT", "ORCHID") || w.here(2, "T", "S") ||
		(w.at == 0 || w.here(-1, "A", "O", "U", "E")) && w.here(2, "L", "R", "N", "M", "B", "H", "F", "V", "W", " "): // Wachtler
		w.say("K")
	case w.at == 0:
		w.say("X")
	case w.is(0, "MC"): // McHugh
		w.say("K")
	default:
		w.say("X", "K")
	}
	return 2
}

func (w *spoken) cc() int {
	if !w.here(2, "I", "E", "H") || w.here(2, "HU") { // Bacchus
		w.say("K")
		return 2
	}
	if w.at == 1 && w.is(0, "A") || w.here(-1, "UCCEE", "UCCES") { // accident, succeed
		w.say("KS")
	} else { // Bertucci
		w.say("X")
	}
	return 3
}

func (w *spoken) g() int {
	switch {
	case w.here(1, "H"):
		w.gh()
		return 2
	case w.here(1, "N"):
		w.gn()
		return 2
	case w.here(1, "LI") && !w.slavic: // Tagliaro
		w.say("KL", "L")
		return 2
	case w.at == 0 && w.here(1, "Y", "ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"): // Gerald
		w.say("K", "J")
		return 2
	case w.here(1, "ER", "Y") && !w.is(0, "DANGER", "RANGER", "MANGER") && !w.here(-1, "E", "I") && !w.here(-1, "RGY", "OGY"):
		w.say("K", "J")
		return 2
	case w.here(1, "E", "I", "Y") || w.here(-1, "AGGI", "OGGI"): // Biaggi
		switch {
		case w.germanic() || w.here(1, "ET"):
			w.say("K")
		case w.here(1, "IER "): // french
			w.say("J")
		default:
			w.say("J", "K")
		}
		return 2
	}
	w.say("K")
	return w.double("G")
}

func (w *spoken) gh() {
	switch {
	case w.at > 0 && !w.vowel(w.at-1):
		w.say("K")
	case w.at == 0 && w.here(2, "I"): // Ghislane
		w.say("J")
	case w.at == 0:
		w.say("K")
	case w.here(-2, "B", "H", "D") || w.here(-3, "B", "H", "D") || w.here(-4, "B", "H"): // Hugh
	case w.at > 2 && w.here(-1, "U") && w.here(-3, "C", "G", "L", "R", "T"): // laugh
		w.say("F")
	case !w.here(-1, "I"): // not light
		w.say("K")
	}
}

func (w *spoken) gn() {
	switch {
	case w.at == 1 && w.vowel(0) && !w.slavic:
		w.say("KN", "N")
	case !w.here(2, "EY") && !w.slavic: // not Cagney
		w.say("N", "KN")
	default:
		w.say("KN")
	}
}

func (w *spoken) s() int {
	switch {
	case w.here(-1, "ISL", "YSL"): // Carlisle
		return 1
	case w.at == 0 && w.here(0, "SUGAR"):
		w.say("X", "S")
		return 1
	case w.here(0, "SH"):
		if w.here(1, "HEIM", "HOEK", "HOLM", "HOLZ") {
			w.say("S")
		} else {
			w.say("X")
		}
		return 2
	case w.here(0, "SIO", "SIA"):
		if w.slavic {
			w.say("S")
		} else {
			w.say("S", "X")
		}
		return 3
	case w.at == 0 && w.here(1, "M", "N", "L", "W") || w.here(1, "Z"): // Smith and Schmidt
		w.say("S", "X")
		return w.double("Z")
	case w.here(0, "SC"):
		w.sc()
		return 3
	}
	if w.at == w.last && w.here(-2, "AI", "OI") { // Resnais
		w.say("", "S")
	} else {
		w.say("S")
	}
	return w.double("S", "Z")
}

func (w *spoken) sc() {
	switch {
	case w.here(2, "H") && w.here(3, "ER", "EN"): // Schermerhorn
		w.say("X", "SK")
	case w.here(2, "H") && w.here(3, "OO", "UY", "ED", "EM"): // Schooner
		w.say("SK")
	case w.here(2, "H") && w.at == 0 && !w.vowel(3) && !w.is(3, "W"):
		w.say("X", "S")
	case w.here(2, "H"):
		w.say("X")
	case w.here(2, "I", "E", "Y"):
		w.say("S")
	default:
		w.say("SK")
	}
}
