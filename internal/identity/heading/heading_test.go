package heading

import (
	"strings"
	"testing"
)

func FuzzHeader(f *testing.F) {
	for _, h := range []string{"E-Mail", "Kd.-Nr.", "address1_line1", "Straße und Nr.", "N° client", "emailaddress2", "Name (2)", "", "1", "\xff", strings.Repeat("a_", 300)} {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, r := range Read(header) {
			if r.Fit <= 0 || r.Fit > 1 || r.Word == "" {
				t.Errorf("%q: %+v", header, r)
			}
		}
	})
}
