package app

import (
	"os"
	"path/filepath"

	"scv/internal/app/config"
	"scv/project"
)

// Init makes dir a home: a commented scv.yml and the dbt project. Files that are
// there stay as they are. It gives the paths written, relative to dir, sorted as
// the project lists them.
func Init(dir string) ([]string, error) {
	return initHome(dir, config.Format(config.Default()))
}

func initHome(dir string, scvYML []byte) ([]string, error) {
	var written []string
	ok, err := writeMissing(filepath.Join(dir, config.Name), scvYML)
	if err != nil {
		return nil, err
	}
	if ok {
		written = append(written, config.Name)
	}
	c, err := readConfig(dir)
	if err != nil {
		return written, err
	}
	more, _, err := syncProject(dir, c)
	return append(written, more...), err
}

// syncProject writes the project files that are missing and brings the staging
// models up to date with scv.yml. A staging file that a person has edited stays;
// it is named in kept.
func syncProject(home string, c config.Config) (written, kept []string, err error) {
	for _, f := range project.Static() {
		rel := filepath.Join(c.Project, filepath.FromSlash(f.Path))
		ok, err := writeMissing(filepath.Join(home, rel), f.Content)
		if err != nil {
			return written, kept, err
		}
		if ok {
			written = append(written, rel)
		}
	}
	if err := noteShipped(home, c); err != nil {
		return written, kept, err
	}
	sp, err := homeSpec(home, c)
	if err != nil {
		return written, kept, err
	}
	made, err := project.Staging(c.Sources, c.Weather.Providers)
	if err != nil {
		return written, kept, err
	}
	wanted := map[string]bool{}
	for _, f := range append(made, project.Survivorship(sp.Survivors())) {
		rel := filepath.Join(c.Project, filepath.FromSlash(f.Path))
		wanted[filepath.Join(home, rel)] = true
		state, err := syncStaging(filepath.Join(home, rel), f.Content)
		if err != nil {
			return written, kept, err
		}
		switch state {
		case stagingWritten:
			written = append(written, rel)
		case stagingEdited:
			kept = append(kept, rel)
		}
	}
	return written, kept, removeStale(filepath.Join(home, c.Project, filepath.FromSlash(project.StagingDir)), wanted)
}

type stagingState uint8

const (
	stagingSame stagingState = iota
	stagingWritten
	stagingEdited
)

func syncStaging(path string, content []byte) (stagingState, error) {
	old, err := os.ReadFile(path)
	if err == nil && string(old) == string(content) {
		return stagingSame, nil
	}
	if err == nil && project.Edited(old) {
		return stagingEdited, nil
	}
	return stagingWritten, writeFile(path, content)
}

// removeStale removes staging files that scv.yml no longer asks for, unless a
// person has edited them.
func removeStale(dir string, wanted map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil //nolint:nilerr // no folder: nothing is stale
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if wanted[path] || e.IsDir() {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil || project.Edited(text) {
			continue
		}
		if err := os.Remove(path); err != nil {
			return unwritable(path, err)
		}
	}
	return nil
}
