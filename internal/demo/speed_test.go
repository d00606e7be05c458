package demo

import (
	"testing"
	"time"
)

// BenchmarkWrite is the whole example at its default size; the bar is 2 s.
func BenchmarkWrite(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		if err := Write(b.Context(), dir, Options{AsOf: time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC)}); err != nil {
			b.Fatal(err)
		}
	}
}
