package compare

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// Inner are the inputs of a project's unit tests, which are compiled and never run by
// themselves.
type Inner struct {
	inputs map[string]bool // files below compiled/, without the package
}

// ReadInner reads dbt's manifest.json of a project.
func ReadInner(dir string) (*Inner, error) {
	data, err := os.ReadFile(filepath.Join(dir, "target", "manifest.json"))
	if err != nil {
		return nil, err
	}
	return parseInner(data)
}

type innerNode struct {
	File  string `json:"original_file_path"`
	Model string `json:"model"` // of a unit test
	Given []struct {
		Input string `json:"input"`
	} `json:"given"`
}

func parseInner(manifest []byte) (*Inner, error) {
	var file struct {
		UnitTests map[string]innerNode `json:"unit_tests"`
	}
	if err := json.Unmarshal(manifest, &file); err != nil {
		return nil, err
	}
	out := &Inner{map[string]bool{}}
	for _, u := range file.UnitTests {
		for _, g := range u.Given {
			out.inputs[path.Join(u.File, inputName(g.Input, u.Model)+".sql")] = true
		}
	}
	return out, nil
}

var quoted = regexp.MustCompile(`['"]([^'"]*)['"]`)

// inputName is how dbt names the file of an input: by the model or the source's
// table.
func inputName(input, model string) string {
	if input == "this" {
		return model
	}
	names := quoted.FindAllStringSubmatch(input, -1)
	if len(names) == 0 {
		return input
	}
	return names[len(names)-1][1]
}

// Input says whether a file below compiled/ is of an input of a unit test: it lies
// in the folder of the package that the input comes from.
func (i *Inner) Input(rel string) bool {
	_, file, _ := strings.Cut(rel, "/")
	return i.inputs[file]
}
