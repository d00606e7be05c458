package splink_test

import (
	"context"
	"strconv"

	"pgregory.net/rapid"
)

func background() context.Context { return context.Background() }

func number(t *rapid.T, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
