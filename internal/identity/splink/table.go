package splink

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"scv"
	"scv/internal/identity/splink/native"
)

// table writes the pairs as Splink's predictions, with intermediate columns.
type table struct {
	in      *Input
	model   *Model
	scorer  *scorer
	link    bool
	sources []string // as cells
}

func newTable(e *job) *table {
	t := &table{in: e.in, model: e.m, scorer: e.scorer, link: e.m.Link != "dedupe_only"}
	for _, s := range e.in.Sources {
		t.sources = append(t.sources, string(appendCell(nil, s)))
	}
	return t
}

func (t *table) header(to io.Writer) error {
	if to == nil {
		return nil
	}
	m := t.model
	var names []string
	for _, side := range []string{"_l", "_r"} {
		if t.link {
			names = append(names, m.SourceColumn+side)
		}
		names = append(names, m.IDColumn+side)
	}
	names = append(names, "match_key")
	for _, c := range t.scorer.comparisons {
		names = append(names, m.GammaPrefix+c.Name)
		for _, f := range c.tf {
			names = append(names, m.FrequencyPrefix+f.column+"_l", m.FrequencyPrefix+f.column+"_r")
		}
		names = append(names, m.FactorPrefix+c.Name)
		if c.adjust != nil {
			names = append(names, m.FactorPrefix+"tf_adj_"+c.Name)
		}
	}
	var line []byte
	for k, name := range append(names, "match_weight", "match_probability") {
		if k > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, name)
	}
	return t.write(to, append(line, '\n'))
}

func (t *table) write(to io.Writer, text []byte) error {
	if to == nil {
		return nil
	}
	if _, err := to.Write(text); err != nil {
		return &scv.Error{Code: scv.CodeOutput, Op: "write pairs", Err: err}
	}
	return nil
}

func (t *table) row(out []byte, pair Pair, p *native.Pair, gammas []int8, factor, probability float64) []byte {
	out = t.id(out, pair.I)
	out = t.id(out, pair.J)
	out = strconv.AppendInt(out, int64(pair.Rule), 10)
	for k, c := range t.scorer.comparisons {
		g := gammas[k] + 1
		out = strconv.AppendInt(append(out, ','), int64(gammas[k]), 10)
		for _, f := range c.tf {
			l, r := p.Codes(f.slot)
			out = appendFrequency(append(out, ','), f.of[l])
			out = appendFrequency(append(out, ','), f.of[r])
		}
		out = t.appendFactor(append(out, ','), c.factor[g])
		if c.adjust != nil {
			times := 1.
			if a := c.adjust[g]; a != nil {
				times = a.times(p.Codes(a.slot))
			}
			out = t.appendFactor(append(out, ','), times)
		}
	}
	out = appendFloat(append(out, ','), weight(factor))
	out = appendFloat(append(out, ','), probability)
	return append(out, '\n')
}

func (t *table) id(out []byte, row int32) []byte {
	if t.link {
		out = append(append(out, t.sources[t.in.Source[row]]...), ',')
	}
	return append(appendCell(out, t.in.IDs[row]), ',')
}

// appendFactor writes a Bayes factor, or what version 5 has in its place: bits.
func (t *table) appendFactor(out []byte, v float64) []byte {
	if t.model.Version == 5 {
		v = math.Log2(v)
	}
	return appendFloat(out, v)
}

func appendFrequency(out []byte, v float64) []byte {
	if v == 0 {
		return out
	}
	return appendFloat(out, v)
}

// appendFloat writes the shortest text that reads back to the same number, in
// the form of Python's repr.
func appendFloat(out []byte, v float64) []byte {
	switch abs := math.Abs(v); {
	case math.IsInf(v, 0) || v != v:
		return append(out, strings.ToLower(strings.TrimPrefix(fmt.Sprint(v), "+"))...)
	case abs != 0 && (abs < 1e-4 || abs >= 1e16):
		return strconv.AppendFloat(out, v, 'e', -1, 64)
	case v == math.Trunc(v):
		return append(strconv.AppendFloat(out, v, 'f', -1, 64), ".0"...)
	}
	return strconv.AppendFloat(out, v, 'f', -1, 64)
}

// appendCell writes a text as a CSV cell.
func appendCell(out []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(out, s...)
	}
	out = append(out, '"')
	out = append(out, strings.ReplaceAll(s, `"`, `""`)...)
	return append(out, '"')
}
