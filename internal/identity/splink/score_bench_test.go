package splink

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"scv/internal/identity/cluster"
	"scv/internal/identity/splink/native"
)

// benchModel has two Jaro-Winklers, a date, a postal code, and term frequencies.
const benchModel = `{"link_type": "dedupe_only", "probability_two_random_records_match": 0.0001,
"blocking_rules_to_generate_predictions": ["l.given = r.given", "l.postcode = r.postcode"],
"comparisons": [
{"output_column_name": "given", "comparison_levels": [
 {"sql_condition": "given_l IS NULL OR given_r IS NULL", "is_null_level": true},
 {"sql_condition": "given_l = given_r", "m_probability": 0.7, "u_probability": 0.01, "tf_adjustment_column": "given"},
 {"sql_condition": "jaro_winkler_similarity(given_l, given_r) >= 0.92", "m_probability": 0.1, "u_probability": 0.01},
 {"sql_condition": "jaro_winkler_similarity(given_l, given_r) >= 0.7", "m_probability": 0.1, "u_probability": 0.1},
 {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.88}]},
{"output_column_name": "surname", "comparison_levels": [
 {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
 {"sql_condition": "surname_l = surname_r", "m_probability": 0.7, "u_probability": 0.001, "tf_adjustment_column": "surname"},
 {"sql_condition": "jaro_winkler_similarity(surname_l, surname_r) >= 0.92", "m_probability": 0.1, "u_probability": 0.01},
 {"sql_condition": "jaro_winkler_similarity(surname_l, surname_r) >= 0.7", "m_probability": 0.1, "u_probability": 0.1},
 {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.889}]},
{"output_column_name": "born", "comparison_levels": [
 {"sql_condition": "try_strptime(born_l, '%Y-%m-%d') IS NULL OR try_strptime(born_r, '%Y-%m-%d') IS NULL", "is_null_level": true},
 {"sql_condition": "born_l = born_r", "m_probability": 0.8, "u_probability": 0.0001},
 {"sql_condition": "damerau_levenshtein(born_l, born_r) <= 1", "m_probability": 0.1, "u_probability": 0.001},
 {"sql_condition": "ABS(EPOCH(try_strptime(born_l, '%Y-%m-%d')) - EPOCH(try_strptime(born_r, '%Y-%m-%d'))) <= 31557600.0", "m_probability": 0.05, "u_probability": 0.02},
 {"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.9789}]},
{"output_column_name": "postcode", "comparison_levels": [
 {"sql_condition": "postcode_l IS NULL OR postcode_r IS NULL", "is_null_level": true},
 {"sql_condition": "postcode_l = postcode_r", "m_probability": 0.8, "u_probability": 0.001},
 {"sql_condition": "NULLIF(regexp_extract(postcode_l, '^[A-Z]+[0-9]+', 0), '') = NULLIF(regexp_extract(postcode_r, '^[A-Z]+[0-9]+', 0), '')", "m_probability": 0.1, "u_probability": 0.01},
 {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.989}]}]}`

// benchInput is n people; names are as skewed as names are.
func benchInput(b *testing.B, n int) *Input {
	b.Helper()
	column := func(name string, distinct int, text func(int) string) *native.Column {
		texts, codes := []string{""}, make([]int32, n)
		for i := range distinct {
			texts = append(texts, text(i))
		}
		for row := range codes {
			h := mix(uint64(row), uint64(len(name)), 1)
			codes[row] = int32(min(h%uint64(distinct), h>>20%uint64(distinct))) + 1
		}
		c, err := native.NewColumn(name, native.TextKind, codes, texts)
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	word := func(i int) string {
		h := mix(uint64(i), 7, 7)
		var w []byte
		for k := range 5 + h%4 {
			w = append(w, "bdfklmnprst"[h>>(4*k)%11], "aeiou"[h>>(3*k+7)%5])
		}
		return string(w[:5+h%5])
	}
	in := &Input{Frame: native.NewFrame(n,
		column("given", 1500, word), column("surname", 20_000, word),
		column("born", 25_000, func(i int) string { return fmt.Sprintf("%d-%02d-%02d", 1930+i%75, 1+i/75%12, 1+i/900%28) }),
		column("postcode", 6000, func(i int) string { return fmt.Sprintf("%c%c%d %dAB", 'A'+i%20, 'A'+i/20%20, i/400, i%10) }))}
	for row := range n {
		in.IDs = append(in.IDs, fmt.Sprintf("%07d", row))
	}
	return in
}

// cpu is what this process has taken of the processors: a busy machine makes no
// difference to it.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkScore gives scored pairs per CPU second, finding them included.
func BenchmarkScore(b *testing.B) {
	m, _, err := Decode([]byte(benchModel))
	if err != nil {
		b.Fatal(err)
	}
	in := benchInput(b, 50_000)
	e, _, err := newJob(b.Context(), in, m, nil, Options{Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	pairs, began := int64(0), cpu(b)
	for b.Loop() {
		var edges []cluster.Edge
		err := e.each(context.Background(), "score", e.blocks, func(w *batch) { e.score(b.Context(), w, newTable(e)) }, func(w *batch) error {
			for _, n := range w.rules {
				pairs += n
			}
			edges = append(edges, w.edges...)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pairs)/(cpu(b)-began).Seconds(), "pairs/s")
}
