package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"

	"scv/jinja"
)

// cpu gives the CPU seconds of this process so far.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// measure gives templates per CPU second for each task.
func measure(ctx context.Context, sources []string, least float64) (map[string]float64, error) {
	vars := names()
	var ready []*jinja.Template
	env := jinja.New()
	for _, s := range sources {
		t, err := env.Parse("model.sql", s)
		if err != nil {
			return nil, err
		}
		ready = append(ready, t)
	}
	out := map[string]float64{}
	for name, once := range map[string]func(i int) error{
		"parse": func(i int) error {
			return env.Check("model.sql", sources[i])
		},
		"render": func(i int) error {
			t, err := env.Parse("model.sql", sources[i])
			if err != nil {
				return err
			}
			_, err = t.Render(ctx, vars)
			return err
		},
		"ready": func(i int) error {
			_, err := ready[i].Render(ctx, vars)
			return err
		},
	} {
		rate, err := rateOf(len(sources), least, once)
		if err != nil {
			return nil, err
		}
		out[name] = rate
	}
	return out, nil
}

func rateOf(n int, least float64, once func(i int) error) (float64, error) {
	done, start := 0, cpu()
	for {
		for i := range n {
			if err := once(i); err != nil {
				return 0, err
			}
		}
		done += n
		if spent := cpu() - start; spent >= least {
			return float64(done) / spent, nil
		}
	}
}

// names is what the templates find: stand-ins for dbt's names.
func names() *jinja.Dict {
	text := func(format string) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			return fmt.Sprintf(format, jinja.Str(c.Args[len(c.Args)-1])), nil
		}
	}
	return jinja.NewDict(
		"ref", text(`"db"."main"."%s"`), "source", text(`"db"."raw"."%s"`), "this", `"db"."main"."this"`,
		"config", jinja.Func(func(*jinja.Call) (jinja.Value, error) { return "", nil }),
		"var", jinja.Func(func(*jinja.Call) (jinja.Value, error) { return jinja.NewList("new", "paid", "sent"), nil }),
		"is_incremental", jinja.Func(func(*jinja.Call) (jinja.Value, error) { return true, nil }),
	)
}

//go:embed python.py
var pythonScript string

// measurePython is measure by Python's Jinja2, in a process of its own.
func measurePython(ctx context.Context, sources []string, least float64) (map[string]float64, error) {
	in, err := json.Marshal(map[string]any{"sources": sources, "seconds": least})
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "python3", "-c", pythonScript)
	cmd.Stdin = bytes.NewReader(in)
	var fault bytes.Buffer
	cmd.Stderr = &fault
	raw, err := cmd.Output()
	if err != nil {
		return nil, errors.Join(err, errors.New(strings.TrimSpace(fault.String())))
	}
	out := map[string]float64{}
	return out, json.Unmarshal(raw, &out)
}
