package jinja

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape reads Python's escapes; an unknown one stays as it is.
func unescape(s string) (string, error) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			i++
			continue
		}
		var n int
		var err error
		if b, n, err = appendEscape(b, s[i:]); err != nil {
			return "", err
		}
		i += n
	}
	return string(b), nil
}

// appendEscape adds what the escape at the start of s means and gives its length.
func appendEscape(b []byte, s string) ([]byte, int, error) {
	switch c := s[1]; c {
	case '\n':
		return b, 2, nil
	case 'x':
		return appendHex(b, s, 2, `truncated \xXX escape`)
	case 'u':
		return appendHex(b, s, 4, `truncated \uXXXX escape`)
	case 'U':
		return appendHex(b, s, 8, `truncated \UXXXXXXXX escape`)
	case 'N':
		return nil, 0, errors.New("unknown Unicode character name")
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := 1
		for n < 4 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
			n++
		}
		r, err := strconv.ParseUint(s[1:n], 8, 32)
		return utf8.AppendRune(b, rune(r)), n, err
	default:
		if i := strings.IndexByte(`\'"abfnrtv`, c); i >= 0 {
			return append(b, "\\'\"\a\b\f\n\r\t\v"[i]), 2, nil
		}
		return append(b, '\\'), 1, nil
	}
}

func appendHex(b []byte, s string, digits int, msg string) ([]byte, int, error) {
	if len(s) < 2+digits {
		return nil, 0, errors.New(msg)
	}
	r, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil {
		return nil, 0, errors.New(msg)
	}
	if r > utf8.MaxRune {
		return nil, 0, errors.New("illegal Unicode character")
	}
	return utf8.AppendRune(b, rune(r)), 2 + digits, nil
}
