package main

import "testing"

// TestBarsAreJudged has rows within their bars and beyond them.
func TestBarsAreJudged(t *testing.T) {
	all := bars{ratio: 20, seconds: 2, memory: 400}
	for _, c := range []struct {
		r    row
		want string
	}{
		{row{promised: all, ours: cost{1.5, 1, 300}, theirs: cost{cpu: 45}}, ">= 20x held, <= 2 s held, <= 400 MiB held"},
		{row{promised: all, ours: cost{3, 2.5, 500}, theirs: cost{cpu: 45}}, ">= 20x MISSED, <= 2 s MISSED, <= 400 MiB MISSED"},
		{row{promised: all, ours: cost{1.5, 9, 300}}, "<= 2 s held, <= 400 MiB held"}, // a busy machine; nothing beside it
		{row{ours: cost{1, 1, 1}}, ""},
	} {
		if got := c.r.held(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.r, got, c.want)
		}
	}
}
