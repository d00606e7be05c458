package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"scv/internal/app/config"
	"scv/project"
)

// The states of a file of the project beside the one that this program has.
const (
	FileMissing  = "missing"  // it is written
	FileOutdated = "outdated" // an earlier version wrote it and nobody has edited it: it is written anew
	FileEdited   = "edited"   // it stays, unless it is to be replaced
	FileReplaced = "replaced" // it was edited: it is kept under another name, and written anew
)

// RefreshedFile is a file of the project that is not the one of this program.
type RefreshedFile struct {
	Path    string `json:"path"` // in the home
	State   string `json:"state"`
	Kept    string `json:"kept,omitempty"` // of one that is replaced: where the edited one is
	Current string `json:"-"`              // what it says
	Shipped string `json:"-"`              // what that of this program says
	content []byte
}

// Refresh gives the files of a home's project that are not those of this program, and,
// where apply, brings up to date those that nobody has edited; all says that edited ones
// are to be replaced, too, which are kept under another name.
func Refresh(dir string, apply, all bool) ([]RefreshedFile, error) {
	c, err := readConfig(dir)
	if err != nil {
		return nil, err
	}
	shipped, err := readShipped(dir, c)
	if err != nil {
		return nil, err
	}
	list := []RefreshedFile{}
	for _, f := range project.Static() {
		r, err := compareShipped(dir, c, shipped, f, all)
		if err != nil {
			return nil, err
		}
		if r != nil {
			list = append(list, *r)
		}
	}
	if !apply {
		return list, nil
	}
	for _, r := range list {
		if err := r.write(dir); err != nil {
			return nil, err
		}
	}
	_, _, err = syncProject(dir, c)
	return list, err
}

// compareShipped tells how a file of the home stands; nil where it is that of this
// program.
func compareShipped(dir string, c config.Config, shipped project.Shipped, f project.File, all bool) (*RefreshedFile, error) {
	rel := filepath.Join(c.Project, filepath.FromSlash(f.Path))
	current, err := os.ReadFile(filepath.Join(dir, rel))
	r := &RefreshedFile{Path: rel, Current: string(current), Shipped: string(f.Content), content: f.Content}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.State = FileMissing
		return r, nil
	case err != nil:
		return nil, unreadable(rel, err)
	case project.Same(current, f.Content):
		return nil, nil
	case shipped.Untouched(project.File{Path: f.Path, Content: current}):
		r.State = FileOutdated
		return r, nil
	case shipped.Untouched(f): // edited, and as it was shipped then: nothing is new in it
		return nil, nil
	case !all:
		r.State = FileEdited
		return r, nil
	}
	r.State, r.Kept = FileReplaced, rel+".before"
	for n := 2; there(filepath.Join(dir, r.Kept)); n++ {
		r.Kept = fmt.Sprintf("%s.before%d", rel, n)
	}
	return r, nil
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// write brings a file up to date. The edited one is safe before it is replaced.
func (r RefreshedFile) write(dir string) error {
	switch r.State {
	case FileEdited:
		return nil
	case FileReplaced:
		if err := writeFile(filepath.Join(dir, r.Kept), []byte(r.Current)); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(dir, r.Path), r.content)
}

func shippedPath(dir string, c config.Config) string {
	return filepath.Join(dir, c.Project, project.ShippedFile)
}

func readShipped(dir string, c config.Config) (project.Shipped, error) {
	text, err := os.ReadFile(shippedPath(dir, c))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(project.ShippedFile, err)
	}
	return project.ReadShipped(text), nil
}

// noteShipped notes which files of the project are those of this program, so that
// another version can tell whether anybody has edited them since.
func noteShipped(dir string, c config.Config) error {
	shipped, err := readShipped(dir, c)
	if err != nil {
		return err
	}
	news := false
	for _, f := range project.Static() {
		current, err := os.ReadFile(filepath.Join(dir, c.Project, filepath.FromSlash(f.Path)))
		if err == nil && project.Same(current, f.Content) && shipped.Note(f) {
			news = true
		}
	}
	if !news {
		return nil
	}
	_ = writeFile(shippedPath(dir, c), shipped.Text()) // a folder that cannot be written to: a later version takes its files for edited
	return nil
}
