package compile

import (
	"embed"
	"fmt"
	"io/fs"

	"scv/internal/dbt/project"
)

//go:embed library/*.sql
var library embed.FS

// libraryFiles gives the files of the built-in macro library, by name.
func libraryFiles() ([]project.File, error) {
	entries, err := fs.ReadDir(library, "library")
	if err != nil {
		return nil, fmt.Errorf("list macro library: %w", err)
	}
	var out []project.File
	for _, e := range entries {
		data, err := fs.ReadFile(library, "library/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("read macro library: %w", err)
		}
		out = append(out, project.File{Kind: project.MacroFile, Path: "macros/" + e.Name(), Text: string(data)})
	}
	return out, nil
}
