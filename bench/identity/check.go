package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	_ "embed"

	"scv/internal/app"
)

//go:embed check.py
var checkScript string

// farthest is how far two weights of one pair may lie apart.
const farthest = 1e-9

// check trains, saves the model in Splink's form, and lets Splink score with it.
func check(ctx context.Context, o options, out io.Writer) error {
	if !hasSplink(ctx, o) {
		fmt.Fprintln(out, "skipped:", errNoSplink)
		return nil
	}
	_, err := app.Match(ctx, app.MatchOptions{
		Files: []string{filepath.Join(o.dir, "people.csv")}, ID: "unique_id", Spec: filepath.Join(o.dir, "model.json"),
		Out: filepath.Join(o.dir, "scv.csv"), Pairs: filepath.Join(o.dir, "pairs.csv"),
		Splink: app.SplinkOptions{Train: true, Deterministic: deterministic(), Recall: recall, TrainOn: trainOn(), SaveModel: filepath.Join(o.dir, "trained.json")},
	})
	if err != nil {
		return err
	}
	text, err := lastLine(exec.CommandContext(ctx, o.python, "-c", checkScript, o.dir))
	if err != nil {
		return err
	}
	var found struct {
		Splink, Scv, Both int64
		Off               float64
	}
	if err := json.Unmarshal(text, &found); err != nil {
		return err
	}
	fmt.Fprintf(out, "Splink loads the model that scv trained: %d pairs, scv %d, both %d; weights at most %.2g apart\n", found.Splink, found.Scv, found.Both, found.Off)
	if found.Splink != found.Both || found.Scv != found.Both || found.Off > farthest {
		return fmt.Errorf("the exported model scores differently in Splink")
	}
	return os.Remove(filepath.Join(o.dir, "pairs.csv"))
}
