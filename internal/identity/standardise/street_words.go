package standardise

import "strings"

// spellOut writes abbreviations of a street's name out, by the languages of its
// country. A word of one language can be another's (pl: place, plein; st: saint,
// street), so only one list is used, or two where two languages are written.
func spellOut(words []string, iso2 string) string {
	languages := streetLanguages(iso2)
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		for _, language := range languages {
			if long := longWord(language, w, i, len(words)); long != w {
				out[i] = long
				break
			}
		}
	}
	return strings.Join(out, " ")
}

func streetLanguages(iso2 string) string {
	switch iso2 {
	case "DE", "AT", "LI":
		return "d"
	case "CH":
		return "dfi"
	case "FR", "LU", "MC":
		return "f"
	case "BE":
		return "nf"
	case "NL":
		return "n"
	case "IT":
		return "i"
	case "ES", "MX", "AR", "CO", "CL", "PE", "UY":
		return "s"
	case "CA":
		return "ef"
	case "US", "GB", "IE", "AU", "NZ", "ZA", "IN", "SG", "PH":
		return "e"
	case "SE", "NO", "DK", "FI":
		return "v"
	}
	return "ed"
}

// longWord gives word i of n written out.
func longWord(language rune, w string, i, n int) string {
	switch language {
	case 'e':
		return longEnglish(w, i, n)
	case 'd':
		return longGerman(w)
	case 'f':
		return longFrench(w, i)
	case 'i':
		return longItalian(w, i)
	case 's':
		return longSpanish(w, i)
	case 'n':
		return longDutch(w)
	case 'v':
		return longSwedish(w)
	}
	return w
}

func longGerman(w string) string {
	switch {
	case w == "str" || w == "strase":
		return "strasse"
	case strings.HasSuffix(w, "str") && len(w) > 4:
		return w + "asse"
	case w == "pl":
		return "platz"
	case w == "st", w == "skt":
		return "sankt"
	}
	return w
}

func longDutch(w string) string {
	switch {
	case w == "str":
		return "straat"
	case strings.HasSuffix(w, "str") && len(w) > 4:
		return w + "aat"
	case w == "pl":
		return "plein"
	case w == "ln":
		return "laan"
	case w == "wg":
		return "weg"
	}
	return w
}

func longSwedish(w string) string {
	switch {
	case strings.HasSuffix(w, "g") && strings.HasSuffix(strings.TrimSuffix(w, "g"), "s") && w == "sg":
		return "stigen"
	case w == "g":
		return "gatan"
	case w == "v":
		return "vagen"
	}
	return w
}

func longFrench(w string, i int) string {
	switch w {
	case "av", "ave":
		return "avenue"
	case "bd", "boul", "blvd", "bld":
		return "boulevard"
	case "pl":
		return "place"
	case "rte":
		return "route"
	case "chem", "ch", "che":
		return "chemin"
	case "imp":
		return "impasse"
	case "all":
		return "allee"
	case "sq":
		return "square"
	case "fbg", "fg":
		return "faubourg"
	case "st":
		return "saint"
	case "ste":
		return "sainte"
	}
	if w == "r" && i == 0 {
		return "rue"
	}
	return w
}

func longItalian(w string, i int) string {
	switch w {
	case "pza", "pzza":
		return "piazza"
	case "vle":
		return "viale"
	case "cso":
		return "corso"
	case "lgo":
		return "largo"
	case "vlo":
		return "vicolo"
	}
	if w == "v" && i == 0 {
		return "via"
	}
	return w
}

func longSpanish(w string, i int) string {
	switch w {
	case "avda", "av", "avd", "ave":
		return "avenida"
	case "pza", "plz":
		return "plaza"
	case "pso":
		return "paseo"
	case "ctra", "cra":
		return "carretera"
	case "cl":
		return "calle"
	case "sta":
		return "santa"
	}
	if w == "c" && i == 0 {
		return "calle"
	}
	return w
}

// longEnglish takes "st" at the end, or before a direction, for street, else for
// saint.
func longEnglish(w string, i, n int) string {
	last := i == n-1
	switch w {
	case "st":
		if i > 0 && (last || i == n-2) {
			return "street"
		}
		return "saint"
	case "str":
		return "street"
	case "rd":
		return "road"
	case "ave", "av", "aven":
		return "avenue"
	case "blvd", "boul":
		return "boulevard"
	case "ln":
		return "lane"
	case "pde":
		return "parade"
	case "hwy":
		return "highway"
	case "pkwy", "pky":
		return "parkway"
	case "cres", "crs":
		return "crescent"
	case "gdns":
		return "gardens"
	case "tce", "terr":
		return "terrace"
	case "sq":
		return "square"
	case "crt":
		return "court"
	case "mt":
		return "mount"
	case "hts":
		return "heights"
	case "bldg":
		return "building"
	}
	if i > 0 {
		return longEnglishEnd(w)
	}
	return w
}

// longEnglishEnd are forms that are other words in front (Dr King Road).
func longEnglishEnd(w string) string {
	switch w {
	case "dr":
		return "drive"
	case "ct":
		return "court"
	case "pl":
		return "place"
	case "cl":
		return "close"
	case "gr":
		return "grove"
	case "ter":
		return "terrace"
	case "cir":
		return "circle"
	case "trl":
		return "trail"
	case "n":
		return "north"
	case "s":
		return "south"
	case "e":
		return "east"
	case "w":
		return "west"
	case "wy":
		return "way"
	}
	return w
}
