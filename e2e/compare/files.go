package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ReadFiles reads the files of SQL, and of seeds, below a folder, folded, by their path; a folder
// that is not there has none.
func ReadFiles(dir string, skip func(rel string) bool) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || filepath.Ext(path) != ".sql" && filepath.Ext(path) != ".csv" {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil || skip(filepath.ToSlash(rel)) {
			return err
		}
		data, err := os.ReadFile(path)
		out[filepath.ToSlash(rel)] = Folded(data)
		return err
	})
	return out, err
}

// Files compares two sides' files: which there are, and what is in them, but for
// those that several nodes share.
func Files(ours, theirs map[string]string, shared func(rel string) bool) (note string, err error) {
	var faults []string
	for name := range ours {
		if _, ok := theirs[name]; !ok {
			faults = append(faults, "only ours: "+name)
		}
	}
	for name, want := range theirs {
		got, ok := ours[name]
		switch {
		case !ok:
			faults = append(faults, "only dbt's: "+name)
		case got != want && !shared(name):
			faults = append(faults, fmt.Sprintf("%s:\n  ours %s\n  dbt  %s", name, got, want))
		}
	}
	slices.Sort(faults)
	if len(faults) > 0 {
		return "", fmt.Errorf("%d of %d files differ\n%s", len(faults), len(theirs), strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d files", len(theirs)), nil
}
