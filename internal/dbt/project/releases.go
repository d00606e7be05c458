package project

import (
	"cmp"
	"strings"
)

// Meets says whether a version meets one condition: ">=1.0.0", "1.2.3". What is
// not understood is met.
func Meets(version, want string) bool { return met(version, want) }

// Prerelease says whether a version is one: "1.0.0-rc1".
func Prerelease(version string) bool {
	return strings.ContainsAny(version, "-") || strings.Contains(version, "rc")
}

// CompareReleases orders two versions; a prerelease comes before its release.
func CompareReleases(a, b string) int {
	switch {
	case !met(a, "="+b):
		if met(a, ">"+b) {
			return 1
		}
		return -1
	case Prerelease(a) != Prerelease(b):
		if Prerelease(a) {
			return -1
		}
		return 1
	}
	return cmp.Compare(a, b)
}
