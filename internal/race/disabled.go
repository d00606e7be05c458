//go:build !race

package race

// Enabled says whether this test binary was built with -race.
const Enabled = false
