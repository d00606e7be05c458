// Package race says to tests whether they run under the race detector, which makes
// Go code 5 to 20 times slower and sees only what goroutines of this process do.
// A test that adds nothing there skips itself with the reason; the race step of
// .ci/run lists these, and the test step runs them all.
//
// Only tests import it: no product behaves differently under the detector.
package race
