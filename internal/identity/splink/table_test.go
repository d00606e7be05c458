package splink

import (
	"math"
	"testing"
)

func TestFloatsAreWrittenAsPythonDoes(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.0", 1: "1.0", -5: "-5.0", 1e16: "1e+16", 123456789012345680: "1.2345678901234568e+17", 1e-5: "1e-05", .0001: "0.0001",
		1.5: "1.5", math.Inf(1): "inf", math.Inf(-1): "-inf", 1e15: "1000000000000000.0",
	} {
		if got := string(appendFloat(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}
