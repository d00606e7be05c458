package race

import "testing"

// Skip skips a test under the race detector. The reason says why nothing is lost:
// that the test runs one goroutine, that the one named runs the same concurrent code,
// or that its work is done by a process whose report nobody reads.
func Skip(t testing.TB, reason string) {
	t.Helper()
	if Enabled {
		t.Skip("under the race detector: " + reason)
	}
}

// Tries is how often a law is tried whose tries take long: so often, or as often as
// pays under the race detector.
func Tries(often, detecting int) int {
	if Enabled {
		return detecting
	}
	return often
}
