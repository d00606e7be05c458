package similarity

// Soundex gives the code of a name as it sounds in English: its first letter and
// three digits, as the United States National Archives write it: vowels part
// equal digits, h and w do not. Letters are those of ASCII, in any case; what
// comes before the first letter is left out, and any other byte is treated as a
// vowel. A string without a letter gives "".
func Soundex(s string) string {
	code := [4]byte{0, '0', '0', '0'}
	n, last := 0, byte(0)
	for i := 0; i < len(s) && n < len(code); i++ {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' {
			last = 0
			continue
		}
		digit := soundexDigits[c-'a']
		switch {
		case n == 0:
			code[0], n = c-'a'+'A', 1
		case digit == '-': // h, w: as if it were not there
			continue
		case digit != '0' && digit != last:
			code[n] = digit
			n++
		}
		last = digit
	}
	if n == 0 {
		return ""
	}
	return string(code[:])
}

// soundexDigits by letter; 0 is a vowel.
const soundexDigits = "0123012-02245501262301-202"
