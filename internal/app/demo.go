package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"scv"
	"scv/internal/app/config"
	"scv/internal/demo"
	"scv/internal/observe/alert"
)

// DemoOptions say which example company to write, and where.
type DemoOptions struct {
	Dir   string
	Rows  int       // source records of customers, about
	Seed  uint64    // another seed, another company
	Noise string    // low, normal or high
	AsOf  time.Time // the day the company's dates are relative to; zero = today
}

// company names the example apart from its date.
func (o DemoOptions) company() string {
	return fmt.Sprintf("rows=%d seed=%d noise=%s", o.Rows, o.Seed, o.Noise)
}

// The stamp file tells which example a home holds; while it is being written the
// line begins with the word unfinished.
const (
	demoStamp  = ".scv-demo"
	unfinished = "unfinished"
)

// Demo writes the example company, unless the folder holds the same one already,
// and runs it. The App is open where the error allows; close it.
func Demo(ctx context.Context, o DemoOptions, options Options) (*App, *scv.RunReport, error) {
	if err := WriteDemo(ctx, &o, options); err != nil {
		return nil, nil, err
	}
	a, err := Open(ctx, o.Dir, options)
	if err != nil {
		return nil, nil, err
	}
	report, err := a.Run(ctx, RunOptions{AsOf: o.AsOf})
	return a, report, err
}

// WriteDemo leaves the folder with the example, not yet run; o.AsOf becomes its
// day.
func WriteDemo(ctx context.Context, o *DemoOptions, options Options) error {
	stamp := filepath.Join(o.Dir, demoStamp)
	text, _ := os.ReadFile(stamp) // no stamp, no example
	company, day, _ := strings.Cut(strings.TrimSpace(string(text)), " as_of=")
	if at, err := time.Parse(time.DateOnly, day); err == nil && company == o.company() && (o.AsOf.IsZero() || o.AsOf.Equal(at)) {
		o.AsOf = at
		return nil
	}
	if o.AsOf.IsZero() {
		o.AsOf = options.Now().UTC().Truncate(24 * time.Hour)
	}
	if err := checkEmpty(*o, string(text)); err != nil {
		return err
	}
	if err := writeFile(stamp, []byte(unfinished+"\n")); err != nil {
		return err
	}
	err := demo.Write(ctx, o.Dir, demo.Options{Rows: o.Rows, Seed: o.Seed, AsOf: o.AsOf, Noise: o.Noise, Progress: options.Progress})
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return unwritable(file.Path, err)
	}
	if err != nil {
		return err
	}
	if _, err := initHome(o.Dir, config.Format(demoConfig())); err != nil {
		return err
	}
	return writeFile(stamp, []byte(o.company()+" as_of="+o.AsOf.Format(time.DateOnly)+"\n"))
}

// checkEmpty refuses a folder with files of somebody else, or another example.
func checkEmpty(o DemoOptions, stamp string) error {
	entries, err := os.ReadDir(o.Dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 || strings.HasPrefix(stamp, unfinished) {
		return nil
	}
	if err != nil {
		return unwritable(o.Dir, err)
	}
	cause := errors.New("the folder is not empty")
	hint := "Choose another folder with --dir."
	if stamp != "" {
		cause = fmt.Errorf("the folder holds another example (%s)", strings.TrimSpace(stamp))
		hint = fmt.Sprintf("Remove %s, or choose another folder with --dir; `scv run --dir %s` runs what is there.", o.Dir, o.Dir)
	}
	return &scv.Error{Code: scv.CodeHomeUsed, Op: "write demo", Subject: o.Dir, Err: cause, Hint: hint}
}

func demoConfig() config.Config {
	c := config.Default()
	c.Company = "Example company"
	c.DefaultCountry = "DE"
	c.Truth = "truth/truth.csv"
	c.Sources = demo.Sources()
	c.Weather.Providers = []string{"weather", "meteo"}
	c.Notify.Receivers = []alert.Receiver{{Name: "log", Kind: alert.File, Path: "notices.jsonl"}}
	return c
}
