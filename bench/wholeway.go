package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/term"
)

// result is everything that was measured.
type result struct {
	Rows        int            `json:"rows"`
	Make        process        `json:"make"` // writing the example
	Run         process        `json:"run"`  // from its files to the published version
	Steps       []scv.StepTime `json:"steps"`
	Build       []scv.StepTime `json:"build"` // parts of step build, as if none ran beside another
	Comparisons []comparison   `json:"comparisons"`
	Keeping     *keeping       `json:"keeping,omitempty"` // of versions; nil when not asked for
	report      scv.RunReport
}

// process is what a child process took.
type process struct {
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu_seconds"`
	PeakMiB int64   `json:"peak_mib"` // resident memory
}

// wholeWay makes the example and runs it, each in a process of its own.
func (r *result) wholeWay(ctx context.Context, o options) error {
	var err error
	if r.Make, _, err = spawn(ctx, o, "make"); err != nil {
		return fmt.Errorf("make the example: %w", err)
	}
	var out []byte
	if r.Run, out, err = spawn(ctx, o, "run"); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if err := json.Unmarshal(out, &r.report); err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	r.Steps = r.report.Steps
	r.Build, err = buildParts(o.dir)
	return err
}

func spawn(ctx context.Context, o options, what string) (process, []byte, error) {
	self, err := os.Executable()
	if err != nil {
		return process{}, nil, err
	}
	cmd := exec.CommandContext(ctx, self, "--child", what, "--rows", strconv.Itoa(o.rows), "--dir", o.dir, "--cpuprofile", o.cpu)
	cmd.Stderr = os.Stderr
	started := time.Now()
	out, err := cmd.Output()
	p := process{Seconds: time.Since(started).Seconds()}
	if cmd.ProcessState != nil {
		p.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
		p.PeakMiB = peak(cmd.ProcessState)
	}
	return p, out, err
}

// peak gives the highest resident memory, which Linux counts in KiB and others in
// bytes.
func peak(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "linux":
		return usage.Maxrss >> 10
	}
	return usage.Maxrss >> 20
}

func child(ctx context.Context, o options) (err error) {
	style := term.StyleFor(os.Stderr, true)
	var progress scv.Progress = scv.NoProgress{}
	if style.Live {
		p := term.NewProgress(os.Stderr, style, time.Now)
		defer p.Close()
		progress = p
	}
	with := app.Options{Now: time.Now, Env: os.LookupEnv, Progress: progress}
	if o.child == "make" {
		return app.WriteDemo(ctx, &app.DemoOptions{Dir: o.dir, Rows: o.rows, Seed: 1, Noise: "normal"}, with)
	}
	if o.cpu != "" {
		f, err := os.Create(o.cpu)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	a, err := app.Open(ctx, o.dir, with)
	if err != nil {
		return err
	}
	report, err := a.Run(ctx, app.RunOptions{Full: true})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	return term.JSON(os.Stdout, report)
}

// buildParts sums the seconds of the nodes of the build by what they are.
func buildParts(home string) ([]scv.StepTime, error) {
	text, err := os.ReadFile(filepath.Join(home, "project", "target", "run_results.json"))
	if err != nil {
		return nil, err
	}
	var run struct {
		Results []struct {
			ID      string  `json:"unique_id"`
			Seconds float64 `json:"execution_time"`
		} `json:"results"`
	}
	if err := json.Unmarshal(text, &run); err != nil {
		return nil, fmt.Errorf("read run_results.json: %w", err)
	}
	parts := []scv.StepTime{{Name: "standardise"}, {Name: "identity"}, {Name: "models in SQL"}, {Name: "checks"}}
	for _, n := range run.Results {
		k := 2
		switch {
		case strings.HasSuffix(n.ID, ".int_customer__standardised"):
			k = 0
		case strings.HasSuffix(n.ID, ".customer_identity"):
			k = 1
		case strings.HasPrefix(n.ID, "test."):
			k = 3
		}
		parts[k].Seconds += n.Seconds
	}
	return parts, nil
}
