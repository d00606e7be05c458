package standardise

import (
	"strings"

	"golang.org/x/net/idna"
)

// Email gives an address in lower case, without display name, "mailto:" and
// blanks, its domain in ASCII (IDNA 2008). Plus tags and dots stay: whether they
// matter is the provider's business. Limits: RFC 5321 (64 and 254 bytes).
func Email(s string) Result {
	s = bareAddress(s)
	switch {
	case blank(s):
		return Result{}
	case len(s) > longest:
		return refuse(TooLong)
	}
	local, domain, ok := cutLast(s, "@")
	if !ok {
		return refuse(placeholderOr(s, EmailSyntax))
	}
	if domain == "" || !validLocal(local) {
		return refuse(EmailSyntax)
	}
	ascii, ok := asciiDomain(domain)
	if !ok {
		return refuse(EmailDomain)
	}
	if len(local) > 64 || len(local)+1+len(ascii) > 254 {
		return refuse(TooLong)
	}
	if fakeMailbox(local) || fakeDomain(ascii) {
		return refuse(Placeholder)
	}
	return Result{Value: local + "@" + ascii}
}

func bareAddress(s string) string {
	s = strings.ToLower(strings.ToValidUTF8(s, "?"))
	if open, end := strings.LastIndexByte(s, '<'), strings.LastIndexByte(s, '>'); open >= 0 && end > open {
		s = s[open+1 : end]
	}
	s = strings.Trim(s, " \t\r\n\u00a0\u200b\ufeff<>\"';,")
	s = strings.TrimPrefix(s, "mailto:")
	return strings.Trim(strings.TrimRight(s, "."), " \t\r\n\u00a0")
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func placeholderOr(s string, otherwise Reason) Reason {
	folded := Fold(s)
	if isPlaceholder(folded) || allSame(strings.ReplaceAll(folded, " ", "")) {
		return Placeholder
	}
	return otherwise
}

// validLocal takes the dot-atoms of RFC 5322 in ASCII; quoted local parts exist
// on paper only.
func validLocal(local string) bool {
	if local == "" || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for i := range len(local) {
		c := local[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+/=?^_`{|}~.-", c) >= 0) {
			return false
		}
	}
	return true
}

// asciiDomain checks a domain and writes it in ASCII. Plain ones, nearly all,
// do not go through IDNA.
func asciiDomain(domain string) (string, bool) {
	domain = strings.TrimRight(domain, ".")
	if !latin(domain) || strings.Contains(domain, "xn--") {
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", false
		}
		domain = strings.ToLower(ascii)
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || len(domain) > 253 {
		return "", false
	}
	for _, label := range labels {
		if !validLabel(label) {
			return "", false
		}
	}
	top := labels[len(labels)-1]
	return domain, len(top) >= 2 && (strings.HasPrefix(top, "xn--") || strings.Trim(top, "abcdefghijklmnopqrstuvwxyz") == "")
}

func validLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		c := label[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

var mailboxSigns = strings.NewReplacer(".", "", "-", "", "_", "")

func fakeMailbox(local string) bool {
	switch mailboxSigns.Replace(local) {
	case "noreply", "donotreply", "noemail", "nomail", "keinemail", "keinmail", "pasdemail", "sansemail", "sinemail", "geenemail",
		"test", "testtest", "tester", "testing", "testuser", "none", "na", "null", "unknown", "unbekannt", "inconnu", "anonymous",
		"nobody", "noone", "xxx", "xxxx", "asdf", "dummy", "fake", "example", "mailerdaemon", "postmaster":
		return true
	}
	return false
}

// fakeDomain knows the names that are reserved for examples and tests (RFC 2606)
// and those that people type to get past a form. The top level .example is left
// alone: nobody types it by accident, and example data needs a home.
func fakeDomain(domain string) bool {
	for _, reserved := range []string{"example.com", "example.net", "example.org", "example.de", "example.test", "test.com", "test.de", "test.test", "nomail.com", "noemail.com", "domain.com", "xxx.xx", "xxx.com"} {
		if domain == reserved || strings.HasSuffix(domain, "."+reserved) {
			return true
		}
	}
	top := domain[strings.LastIndexByte(domain, '.')+1:]
	return top == "invalid" || top == "test" || top == "localhost"
}
