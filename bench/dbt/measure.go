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

type row struct {
	name, promised string
	ours, theirs   cost
}

type bench struct {
	ctx            context.Context //nolint:containedctx // of the one run of a command
	scv, dbt, work string
	recorded       bool // the large project has the size of the recorded figures
	rows           []row
}

// step is one command of both sides.
type step struct {
	name, promised string
	args           []string
	recorded       cost                   // of dbt-core
	before         func(dir string) error // what changes before it, may be nil
}

func (b *bench) measure(large, small map[string]string) error {
	return errors.Join(
		b.project("large", large, []step{
			{"parse, cold", ">= 20x, <= 2 s, <= 400 MiB", []string{"parse"}, cost{45, 48, 327}, nil},
			{"parse, nothing changed", "<= 0.3 s", []string{"parse"}, cost{7.4, 8.5, 327}, nil},
			{"parse, one model changed", "", []string{"parse"}, cost{}, touchModel},
			{"ls, nothing changed", "<= 0.4 s", []string{"ls", "--quiet"}, cost{10, 12, 460}, nil},
		}),
		b.project("small", small, []step{
			{"build, cold", ">= 20x", []string{"build"}, cost{5.9, 5.9, 184}, nil},
			{"build, again", ">= 20x", []string{"build"}, cost{3.9, 4.0, 184}, nil},
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
