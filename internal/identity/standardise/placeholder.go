package standardise

import "strings"

// isPlaceholder says whether a folded text stands for "nothing known". Single
// letters other than x are no placeholders: they are initials.
func isPlaceholder(folded string) bool {
	switch folded {
	case "unknown", "unkn", "unk", "not known", "not available", "not applicable", "not given", "not provided",
		"n a", "na", "none", "no name", "noname", "null", "nil", "nan", "undefined", "missing", "empty", "blank",
		"tbd", "tba", "tbc", "to be confirmed", "to be defined", "anonymous", "anonym", "anonymus", "dummy", "default",
		"test", "tester", "testing", "test test", "testuser", "test user", "test customer", "testkunde", "asdf", "qwerty", "qwertz",
		"x", "xx", "xxx", "xxxx", "xxxxx", "zzz", "zzzz", "foo", "bar", "foo bar", "sample", "do not use",
		"unbekannt", "unbek", "ohne", "keine", "kein", "keine angabe", "keine angaben", "k a", "n n", "nn", "leer", "entfallt", "nicht bekannt", "nicht angegeben",
		"inconnu", "inconnue", "neant", "non renseigne", "aucun", "sans", "sans nom", "nc",
		"desconocido", "desconocida", "no disponible", "ninguno", "sin nombre", "sin datos",
		"sconosciuto", "sconosciuta", "ignoto", "nessuno", "non disponibile",
		"onbekend", "niet bekend", "geen", "okand", "okant", "saknas":
		return true
	}
	return false
}

// allSame says whether s is one byte over and over, three times or more.
func allSame(s string) bool {
	return len(s) >= 3 && strings.Count(s, s[:1]) == len(s)
}

// blank says whether nothing but space and signs of absence is there.
func blank(s string) bool { return strings.Trim(s, " \t\r\n\u00a0-–—._?*/\\") == "" }
