package config

import "testing"

func TestAmountsOfMemory(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "1kB": 1 << 10, "16 MB": 16 << 20, "16MiB": 16 << 20, "1.5GB": 3 << 29, "2gb": 2 << 30, "32768000kB": 32768000 << 10,
	} {
		if got, err := Bytes(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"2", "GB", "-1GB", "much", "1TB", "0MB", "NaNGB", "9999999999GB", "1e300MB"} {
		if n, err := Bytes(text); err == nil {
			t.Errorf("%q: %d", text, n)
		}
	}
}

func FuzzBytes(f *testing.F) {
	for _, text := range []string{"2GB", "1.5 MiB", "", "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := Bytes(text); n < 0 || err != nil && n != 0 {
			t.Errorf("%q: %d, %v", text, n, err)
		}
	})
}
