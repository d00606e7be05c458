package main

import (
	"fmt"
	"io"
	"strings"

	"scv"
	"scv/internal/term"
)

func (r *result) print(w io.Writer, s term.Style) error {
	var read int64
	for _, c := range r.report.Rows {
		read += c.Read
	}
	fmt.Fprintf(w, "%s records, %s rows with weather; F1 %s\n\n", term.Count(int64(r.Rows)), term.Count(read), r.quality())
	processes := term.Table{Header: []string{"process", "seconds", "CPU seconds", "peak MiB", "records/s"}}
	for _, p := range []struct {
		name string
		process
	}{{"make the example", r.Make}, {"run", r.Run}} {
		processes.Add(p.name, seconds(p.Seconds), seconds(p.CPU), term.Count(p.PeakMiB), rate(int64(r.Rows), p.Seconds))
	}
	if err := processes.Print(w, s); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := r.steps().Print(w, s); err != nil {
		return err
	}
	if r.Keeping != nil {
		fmt.Fprintln(w)
		if err := r.Keeping.print(w, s); err != nil {
			return err
		}
	}
	if len(r.Comparisons) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	beside := term.Table{Header: []string{"beside a naive way **", "scv", "naive", "ratio", "naive is"}, Widest: 80}
	for _, c := range r.Comparisons {
		beside.Add(c.Stage+" "+c.What, c.ours(), c.naive(), fmt.Sprintf("%.1f", c.Ratio()), c.Naive)
	}
	beside.Add("** rows per second of CPU; identity: of the clock")
	return beside.Print(w, s)
}

// steps are the run's, the parts of the build below it.
func (r *result) steps() *term.Table {
	t := &term.Table{Header: []string{"step", "seconds", "share", "rows", "rows/s"}}
	add := func(name string, n int64, took float64) {
		cells := []string{name, seconds(took), term.Percent(took / max(r.report.Seconds, 1e-9)), "", ""}
		if n > 0 {
			cells[3], cells[4] = term.Count(n), rate(n, took)
		}
		t.Add(cells...)
	}
	for _, s := range r.Steps {
		source, _ := strings.CutPrefix(s.Name, "load ")
		add(s.Name, r.report.Rows[source].Read, s.Seconds)
		if s.Name == "build" {
			for _, part := range r.Build {
				add("  "+part.Name+" *", int64(0), part.Seconds)
			}
		}
	}
	t.Add("* summed over models that run side by side")
	return t
}

func (r *result) quality() string { return f1(r.report.Matching) }

func f1(m *scv.Matching) string {
	if m == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.4f", m.F1)
}

func seconds(s float64) string { return fmt.Sprintf("%.2f", s) }

func rate(n int64, took float64) string {
	if took <= 0 {
		return ""
	}
	return term.Count(int64(float64(n) / took))
}
