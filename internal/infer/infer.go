package infer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/dynamics"
	"scv/internal/source/weather"
)

// Options say how to look.
type Options struct {
	Rows           int      // rows to read of each sheet or table; 0 = all
	ShowValues     bool     // give samples of the values
	Taken          []string // names of sources that are in use
	DefaultCountry string   // what scv.yml says of rows without a country
}

// look is one run over some files.
type look struct {
	home    string
	options Options
	names   map[string]bool // of sources
	out     Proposal
}

// Files proposes sources for files and folders, whose paths are relative to home
// with forward slashes. Folders are looked through. Nothing that holds customers
// or weather is an error with code SCV-S009.
func Files(ctx context.Context, home string, paths []string, o Options) (*Proposal, error) {
	l := &look{home: home, options: o, names: map[string]bool{}}
	for _, n := range o.Taken {
		l.names[n] = true
	}
	found, err := l.gather(ctx, paths)
	if err != nil {
		return nil, err
	}
	for _, dir := range found.exports {
		if err := l.export(ctx, dir); err != nil {
			return nil, err
		}
	}
	if err := l.workbooks(ctx, found.books); err != nil {
		return nil, err
	}
	for _, p := range found.weather {
		l.out.Sources = append(l.out.Sources, Source{Name: l.sourceName(p, "weather"), Kind: scv.WeatherFiles, Path: p})
	}
	if len(l.out.Sources) == 0 {
		return &l.out, l.nothing(paths)
	}
	return &l.out, nil
}

func (l *look) nothing(paths []string) error {
	why := "nothing in it names customers"
	for _, s := range l.out.Skipped {
		why += "; " + s.Subject + ": " + s.Reason
	}
	return &scv.Error{
		Code: scv.CodeNothingToPropose, Op: "look at", Subject: strings.Join(paths, ", "), Err: errors.New(why),
		Hint: "Name workbooks (.xlsx), the folder of a Dynamics 365 export or of weather files; columns need a header row.",
	}
}

func (l *look) skip(subject, reason string) {
	l.out.Skipped = append(l.out.Skipped, Skipped{subject, reason})
}

func (l *look) doubt(text string) { l.out.Doubts = append(l.out.Doubts, text) }

// finds are the files by what they are.
type finds struct{ exports, books, weather []string }

func (l *look) gather(ctx context.Context, paths []string) (finds, error) {
	var f finds
	for _, p := range paths {
		info, err := os.Stat(l.full(p))
		if err != nil {
			return f, source.CannotOpen(p, err)
		}
		if info.IsDir() {
			err = l.gatherDir(ctx, p, &f)
		} else {
			err = l.gatherFile(ctx, p, &f)
		}
		if err != nil {
			return f, err
		}
	}
	for _, list := range []*[]string{&f.exports, &f.books, &f.weather} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return f, nil
}

func (l *look) full(p string) string { return filepath.Join(l.home, filepath.FromSlash(p)) }

// gatherFile takes a file that was named: what it is not is an error.
func (l *look) gatherFile(ctx context.Context, p string, f *finds) error {
	name := strings.ToLower(path.Base(p))
	switch {
	case name == "model.json":
		f.exports = append(f.exports, path.Dir(p))
	case strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".csv.gz"):
		if !l.isWeather(ctx, p) {
			return &scv.Error{
				Code: scv.CodeSourceKind, Op: "look at", Subject: p, Err: errors.New("it is a CSV file, and neither weather nor part of an export with a model.json"),
				Hint: "Open it in Excel and save it as .xlsx; check leading zeros and dates while you are there.",
			}
		}
		f.weather = append(f.weather, globSafe(p))
	default:
		f.books = append(f.books, p)
	}
	return nil
}

// gatherDir looks through a folder that was named; what is of no use is skipped.
func (l *look) gatherDir(ctx context.Context, dir string, f *finds) error {
	if _, err := os.Stat(l.full(path.Join(dir, "model.json"))); err == nil {
		f.exports = append(f.exports, dir)
		return nil
	}
	entries, err := os.ReadDir(l.full(dir))
	if err != nil {
		return source.CannotOpen(dir, err)
	}
	isWeather := l.isWeather(ctx, dir)
	if isWeather {
		f.weather = append(f.weather, globSafe(dir))
	}
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		low := strings.ToLower(e.Name())
		switch {
		case strings.HasPrefix(low, ".") || strings.HasPrefix(low, "~$"):
		case e.IsDir():
			if _, err := os.Stat(l.full(path.Join(p, "dbt_project.yml"))); errors.Is(err, fs.ErrNotExist) {
				if err := l.gatherDir(ctx, p, f); err != nil {
					return err
				}
			}
		case strings.HasSuffix(low, ".xlsx") || strings.HasSuffix(low, ".xlsm"):
			f.books = append(f.books, p)
		case isWeather || !strings.HasSuffix(low, ".csv") && !strings.HasPrefix(path.Ext(low), ".xls"):
		default:
			l.skip(p, "no .xlsx workbook, and no weather")
		}
	}
	return nil
}

// isWeather asks the weather driver.
func (l *look) isWeather(ctx context.Context, p string) bool {
	d, err := weather.New(scv.SourceConfig{Name: "weather", Kind: scv.WeatherFiles, Path: globSafe(p)}, l.home)
	if err != nil {
		return false
	}
	tables, err := d.Tables(ctx)
	return err == nil && len(tables) > 0
}

// export proposes the tables of an export that hold customers.
func (l *look) export(ctx context.Context, dir string) error {
	names, err := dynamics.Entities(l.home, dir)
	if err != nil {
		return err
	}
	s := Source{Kind: scv.Dynamics, Path: dir}
	for _, name := range names {
		d, err := dynamics.New(oneTable(scv.Dynamics, dir, scv.EntityConfig{Name: name}), l.home)
		if err != nil {
			return err
		}
		t, err := readTable(ctx, d, l.options.Rows)
		subject := path.Join(dir, name)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			l.skip(subject, err.Error())
			continue
		case t.rows == 0:
			l.skip(subject, "no rows")
			continue
		}
		e, ok := l.entityOf(t)
		if !ok {
			l.skip(subject, "nothing in it names customers")
			continue
		}
		if e.Name = strings.ToLower(name); !plainName(e.Name) {
			l.skip(subject, fmt.Sprintf("%q cannot be a name in scv.yml", name))
			continue
		}
		s.Entities = append(s.Entities, e)
	}
	if len(s.Entities) == 0 {
		return nil
	}
	s.Name = l.sourceName(dir, "crm")
	return l.finish(ctx, s)
}

// finish rehearses the load of a source and keeps the proposal.
func (l *look) finish(ctx context.Context, s Source) error {
	for i := range s.Entities {
		if err := l.rehearse(ctx, s, &s.Entities[i]); err != nil {
			return err
		}
	}
	l.out.Sources = append(l.out.Sources, s)
	return nil
}
