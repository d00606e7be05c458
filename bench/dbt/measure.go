package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"scv/bench/dbt/generate"
)

// cost is what one command took.
type cost struct {
	cpu, elapsed float64 // seconds
	memory       float64 // MiB at most
}

// bars are what was promised of a command; zero is no promise.
type bars struct {
	ratio   float64 // of CPU seconds, dbt-core's to ours: at least
	seconds float64 // at most
	memory  float64 // MiB at most
}

type row struct {
	name         string
	promised     bars
	ours, theirs cost
}

type bench struct {
	ctx            context.Context //nolint:containedctx // of the one run of a command
	scv, dbt, work string
	recorded       bool // the large project has the size of the recorded figures
	rows           []row
}

// step is one command of both sides.
type step struct {
	name     string
	promised bars
	args     []string
	recorded cost                   // of dbt-core
	before   func(dir string) error // what changes before it, may be nil
}

func (b *bench) measure(large, small map[string]string) error {
	return errors.Join(
		b.project("large", large, []step{
			{"parse, cold", bars{20, 2, 400}, []string{"parse"}, cost{45, 48, 327}, nil},
			{"parse, nothing changed", bars{0, 0.3, 400}, []string{"parse"}, cost{7.4, 8.5, 327}, nil},
			{"parse, one model changed", bars{0, 0, 400}, []string{"parse"}, cost{}, touchModel},
			{"ls, nothing changed", bars{0, 0.4, 400}, []string{"ls", "--quiet"}, cost{10, 12, 460}, nil},
		}),
		b.project("small", small, []step{
			{"build, cold", bars{ratio: 20}, []string{"build"}, cost{5.9, 5.9, 184}, nil},
			{"build, again", bars{ratio: 20}, []string{"build"}, cost{3.9, 4.0, 184}, nil},
		}),
	)
}

func touchModel(dir string) error {
	found, err := filepath.Glob(filepath.Join(dir, "models", "layer2", "*", "*.sql"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("no model to change: %w", err)
	}
	f, err := os.OpenFile(found[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.WriteString("-- changed\n"); err != nil {
		return err
	}
	return f.Close()
}

func (b *bench) project(name string, files map[string]string, steps []step) error {
	ours, theirs := filepath.Join(b.work, name, "ours"), filepath.Join(b.work, name, "theirs")
	for _, dir := range []string{ours, theirs} {
		if err := generate.Write(dir, files); err != nil {
			return err
		}
	}
	for _, s := range steps {
		r := row{name: name + ": " + s.name, promised: s.promised}
		var err error
		if r.ours, err = b.timed(ours, s, b.scv, "dbt"); err != nil {
			return err
		}
		switch {
		case b.dbt != "":
			if r.theirs, err = b.timed(theirs, s, b.dbt); err != nil {
				return err
			}
		case b.recorded || name == "small":
			r.theirs = s.recorded
		}
		b.rows = append(b.rows, r)
	}
	return nil
}

func (b *bench) timed(dir string, s step, program string, first ...string) (cost, error) {
	if s.before != nil {
		if err := s.before(dir); err != nil {
			return cost{}, err
		}
	}
	cmd := exec.CommandContext(b.ctx, program, append(first, s.args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "DBT_SEND_ANONYMOUS_USAGE_STATS=false", "DO_NOT_TRACK=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	started := time.Now()
	err := cmd.Run()
	elapsed := time.Since(started).Seconds()
	if err != nil {
		return cost{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(s.args, " "), err, out.String())
	}
	c := cost{elapsed: elapsed, cpu: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = float64(u.Maxrss) / 1024 // KiB on Linux
	}
	return c, nil
}

// held says for each bar whether it is held. A command is within its seconds when
// the clock says so, or when its CPU seconds are: on an idle machine it takes no
// longer than those.
func (r row) held() string {
	var out []string
	say := func(ok bool, text string, args ...any) {
		verdict := "held"
		if !ok {
			verdict = "MISSED"
		}
		out = append(out, fmt.Sprintf(text, args...)+" "+verdict)
	}
	b := r.promised
	if b.ratio > 0 && r.theirs.cpu > 0 {
		say(r.theirs.cpu/r.ours.cpu >= b.ratio, ">= %gx", b.ratio)
	}
	if b.seconds > 0 {
		say(min(r.ours.elapsed, r.ours.cpu) <= b.seconds, "<= %g s", b.seconds)
	}
	if b.memory > 0 {
		say(r.ours.memory <= b.memory, "<= %g MiB", b.memory)
	}
	return strings.Join(out, ", ")
}
