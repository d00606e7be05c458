package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"scv/internal/app"
	"scv/internal/dbt/command"
	"scv/internal/term"
)

// keeping is what it costs to keep versions, beside building in place: the same
// models and checks by the same engine, once into schemas that are replaced, once
// as a version of their own that is published. Seconds are of CPU and medians, but
// for rollbacks: of the clock, the longest.
type keeping struct {
	InPlace   float64 `json:"in_place_seconds"`
	Version   float64 `json:"version_seconds"`
	Rollback  float64 `json:"rollback_seconds"`
	Versions  int     `json:"versions"` // that are kept at the end
	Each      int64   `json:"bytes_per_version"`
	FileOne   int64   `json:"file_bytes_with_one"`
	FileAll   int64   `json:"file_bytes_with_all"`
	Compacted int64   `json:"file_bytes_compacted"`
}

// keepTimes is how often each way is measured.
const keepTimes = 3

func keep(ctx context.Context, home string) (*keeping, error) {
	k := &keeping{}
	var err error
	if k.FileOne, err = fileBytes(home); err != nil {
		return nil, err
	}
	if k.InPlace, err = builds(ctx, home, false); err != nil {
		return nil, err
	}
	if k.Version, err = builds(ctx, home, true); err != nil {
		return nil, err
	}
	return k, k.look(ctx, home)
}

// builds gives the median of several builds.
func builds(ctx context.Context, home string, publish bool) (float64, error) {
	var took []float64
	for range keepTimes {
		f := command.NewFlags()
		f.Publish = publish
		code := 0
		_, seconds, err := timed(func() (int64, error) {
			var err error
			code, err = app.DBT(ctx, "build", f, app.DBTOptions{Options: options0(), Home: home, Stdout: io.Discard, Stderr: io.Discard})
			return 0, err
		})
		if err == nil && code != 0 {
			err = fmt.Errorf("build ended with %d", code)
		}
		if err != nil {
			return 0, err
		}
		took = append(took, seconds)
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

func options0() app.Options { return app.Options{Now: time.Now, Env: os.LookupEnv} }

// look reads what there is, goes back and forth between versions, and compacts.
func (k *keeping) look(ctx context.Context, home string) error {
	a, err := app.Open(ctx, home, options0())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	list, err := a.Versions(ctx)
	if err != nil {
		return err
	}
	k.Versions, k.Each = len(list.Versions), list.Versions[0].Bytes
	for _, to := range []int64{list.Versions[1].Version, list.Versions[0].Version, list.Versions[1].Version, list.Versions[0].Version} {
		started := time.Now()
		if _, err := a.Rollback(ctx, to, "bench", "measured"); err != nil {
			return err
		}
		k.Rollback = max(k.Rollback, time.Since(started).Seconds())
	}
	if k.FileAll, err = fileBytes(home); err != nil {
		return err
	}
	c, err := a.Compact(ctx)
	k.Compacted = c.After.Bytes
	return err
}

func fileBytes(home string) (int64, error) {
	file, err := os.Stat(filepath.Join(home, "data", "warehouse.duckdb"))
	if err != nil {
		return 0, err
	}
	return file.Size(), nil
}

func (k *keeping) print(w io.Writer, s term.Style) error {
	t := term.Table{Header: []string{"keeping versions", "in place", "as a version", "ratio"}, Widest: 80}
	t.Add("build and check everything, CPU seconds", seconds(k.InPlace), seconds(k.Version), fmt.Sprintf("%.2f", k.Version/k.InPlace))
	t.Add(fmt.Sprintf("file with 1 and with %d versions, MB", k.Versions), mb(k.FileOne), mb(k.FileAll), fmt.Sprintf("%.2f", float64(k.FileAll)/float64(k.FileOne)))
	t.Add("one version, MB", "", mb(k.Each), "")
	t.Add("file after scv versions compact, MB", "", mb(k.Compacted), "")
	t.Add("scv rollback, seconds", "", fmt.Sprintf("%.3f", k.Rollback), "")
	return t.Print(w, s)
}

func mb(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }
