package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"scv"
	"scv/internal/app/config"
	"scv/internal/infer"
)

// InferOptions say what to look at and what to do with what is found.
type InferOptions struct {
	Dir        string   // the home; "" is the nearest, or the current folder
	Files      []string // relative to the current folder
	Rows       int      // rows to read of each sheet or table; 0 = all
	ShowValues bool     // show samples of the values
	Write      bool     // make a home with what is found
	Append     bool     // add it to the scv.yml that is there
}

// Inferred is what was found and what was done with it.
type Inferred struct {
	*infer.Proposal
	YAML    string `json:"yaml"`              // as it stands in an scv.yml
	Written string `json:"written,omitempty"` // the file that was written
}

// Infer looks at files and proposes what scv.yml should say of them. It writes
// only when told to, and never over a source or an scv.yml that is there.
func Infer(ctx context.Context, o InferOptions) (*Inferred, error) {
	home, existing, err := inferHome(o)
	if err != nil {
		return nil, err
	}
	paths, err := relativeTo(home, o.Files)
	if err != nil {
		return nil, err
	}
	io := infer.Options{Rows: o.Rows, ShowValues: o.ShowValues, DefaultCountry: existing.DefaultCountry}
	if o.Append {
		for _, s := range existing.Sources {
			io.Taken = append(io.Taken, s.Name)
		}
	}
	p, err := infer.Files(ctx, home, paths, io)
	if err != nil {
		return nil, err
	}
	if o.Append {
		leaveOutKnown(p, existing.Sources)
	}
	out := &Inferred{Proposal: p, YAML: proposalYAML(p)}
	if _, err := config.Parse("the proposal", []byte(out.YAML)); err != nil {
		return nil, err
	}
	if len(p.Sources) > 0 && (o.Write || o.Append) {
		out.Written, err = writeProposal(home, o.Append, p)
	}
	return out, err
}

// inferHome finds the home that paths are relative to; one that does not exist
// yet is no error unless something is to be added to it.
func inferHome(o InferOptions) (home string, existing config.Config, err error) {
	home, err = Find(o.Dir)
	switch {
	case err == nil && o.Write:
		return "", existing, &scv.Error{
			Code: scv.CodeHomeUsed, Op: "write", Subject: filepath.Join(home, config.Name), Err: errors.New("there is one already"),
			Hint: "Add the sources to it with --append.",
		}
	case err == nil:
		existing, err = readConfig(home)
		if err != nil && !o.Append {
			err = nil // a broken scv.yml does not keep anyone from looking at files
		}
		return home, existing, err
	case o.Append || scv.CodeOf(err) != scv.CodeNoHome:
		return "", existing, err
	case o.Dir != "":
		return o.Dir, existing, nil
	}
	return ".", existing, nil
}

// relativeTo gives files of the current folder as a home names them.
func relativeTo(home string, files []string) ([]string, error) {
	base, err := filepath.Abs(home)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		full, err := filepath.Abs(f)
		if err == nil {
			f, err = filepath.Rel(base, full)
		}
		if err != nil {
			return nil, &scv.Error{Code: scv.CodeSourceMissing, Op: "look at", Subject: f, Err: err, Hint: "Put the files below the home."}
		}
		out = append(out, filepath.ToSlash(f))
	}
	return out, nil
}

// leaveOutKnown takes sources back whose files an existing source reads.
func leaveOutKnown(p *infer.Proposal, existing []scv.SourceConfig) {
	p.Sources = slices.DeleteFunc(p.Sources, func(s infer.Source) bool {
		for _, known := range existing {
			if reads(known, s) {
				p.Skipped = append(p.Skipped, infer.Skipped{Subject: s.Path, Reason: "scv.yml reads it already, as " + known.Name})
				return true
			}
		}
		return false
	})
}

func reads(known scv.SourceConfig, s infer.Source) bool {
	if known.Kind != s.Kind {
		return false
	}
	match := func(file string) bool {
		ok, err := filepath.Match(known.Path, file)
		return err == nil && ok || known.Path == file || known.Path == filepath.ToSlash(filepath.Dir(file))
	}
	if match(s.Path) {
		return true
	}
	return slices.ContainsFunc(s.Entities, func(e infer.Entity) bool {
		return slices.ContainsFunc(e.Places, func(at infer.Place) bool { return match(at.File) })
	})
}

// writeProposal adds the sources to the home's scv.yml, or makes a home of them.
func writeProposal(home string, add bool, p *infer.Proposal) (string, error) {
	path := filepath.Join(home, config.Name)
	old := config.Format(config.Default())
	if add {
		var err error
		if old, err = os.ReadFile(path); err != nil {
			return "", &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err, Hint: "Check the file's permissions."}
		}
	}
	text, err := config.Append(path, old, configsOf(p), notesOf(p))
	if err != nil {
		return "", err
	}
	if add {
		return path, writeFile(path, text)
	}
	_, err = initHome(home, text)
	return path, err
}

func configsOf(p *infer.Proposal) []scv.SourceConfig {
	var out []scv.SourceConfig
	for _, s := range p.Sources {
		out = append(out, s.Config())
	}
	return out
}
