package compare

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// Inner are the nodes of a project that are compiled and never run by themselves.
type Inner struct {
	ephemeral map[string]bool // files below compiled/
	inputs    map[string]bool // the same, without the package
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
	Package string `json:"package_name"`
	File    string `json:"original_file_path"`
	Model   string `json:"model"` // of a unit test
	Config  struct {
		Materialized string `json:"materialized"`
	} `json:"config"`
	Given []struct {
		Input string `json:"input"`
	} `json:"given"`
}

func parseInner(manifest []byte) (*Inner, error) {
	var file struct {
		Nodes     map[string]innerNode `json:"nodes"`
		UnitTests map[string]innerNode `json:"unit_tests"`
	}
	if err := json.Unmarshal(manifest, &file); err != nil {
		return nil, err
	}
	out := &Inner{map[string]bool{}, map[string]bool{}}
	for _, n := range file.Nodes {
		if n.Config.Materialized == "ephemeral" {
			out.ephemeral[path.Join(n.Package, n.File)] = true
		}
	}
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

// Ephemeral says whether a file below compiled/ is of an ephemeral model.
func (i *Inner) Ephemeral(rel string) bool { return i.ephemeral[rel] }

// Input says whether a file below compiled/ is of an input of a unit test: it lies
// in the folder of the package that the input comes from.
func (i *Inner) Input(rel string) bool {
	_, file, _ := strings.Cut(rel, "/")
	return i.inputs[file]
}
