package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"scv"
)

// Earlier is what an earlier run left.
type Earlier struct {
	Dir     string
	nodes   map[string]*entry
	macros  map[string]*macro
	results *Results           // nil without run_results.json
	fresh   map[string]*loaded // of sources.json
}

// entry is what the comparison needs of a node of manifest.json, whoever wrote it.
type entry struct {
	ID          string            `json:"unique_id"`
	Kind        string            `json:"resource_type"`
	Name        string            `json:"name"`
	FQN         []string          `json:"fqn"`
	Checksum    any               `json:"checksum"`
	Unrendered  map[string]any    `json:"unrendered_config"`
	Config      map[string]any    `json:"config"`
	Description string            `json:"description"`
	Columns     map[string]column `json:"columns"`
	Contract    map[string]any    `json:"contract"`
	Depends     depends           `json:"depends_on"`
	Database    string            `json:"database"`
	Schema      string            `json:"schema"`
	Alias       string            `json:"alias"`
	Relation    string            `json:"relation_name"`
	Test        any               `json:"test_metadata"`

	Identifier, Loader       string
	Quoting, Freshness       any
	External                 any
	UnrenderedSchema         string `json:"unrendered_schema"`
	UnrenderedDatabase       string `json:"unrendered_database"`
	Owner                    any
	Maturity, URL, Label     string
	ExposureType             string `json:"type"`
	LoadedAtField            string `json:"loaded_at_field"`
	Given, Expect, Overrides any
	Arguments, Returns       any
	Overloads                []overload
	Model                    string
}

// overload is one of a function; its description changes nothing.
type overload struct {
	DefinedIn string `json:"defined_in"`
	Body      string `json:"raw_body"`
	Arguments any
	Returns   any
}

type depends struct {
	Macros []string `json:"macros"`
	Nodes  []string `json:"nodes"`
}

type column struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	DataType    string `json:"data_type"`
	Constraints any    `json:"constraints"`
}

type macro struct {
	ID      string  `json:"unique_id"`
	Package string  `json:"package_name"`
	SQL     string  `json:"macro_sql"`
	Depends depends `json:"depends_on"`
}

type manifest struct {
	Nodes     map[string]*entry `json:"nodes"`
	Sources   map[string]*entry `json:"sources"`
	Exposures map[string]*entry `json:"exposures"`
	UnitTests map[string]*entry `json:"unit_tests"`
	Functions map[string]*entry `json:"functions"`
	Macros    map[string]*macro `json:"macros"`
}

// Results are those of run_results.json.
type Results struct {
	Metadata struct {
		Invocation string `json:"invocation_id"`
	} `json:"metadata"`
	Args    map[string]any `json:"args"`
	Results []Result       `json:"results"`
}

// Result is how one node ended.
type Result struct {
	ID     string `json:"unique_id"`
	Status string `json:"status"`
	// Batches are those of a microbatch model; nil for others.
	Batches *Batches `json:"batch_results"`
}

// Batches are the halves of a microbatch model's run, each [start, end].
type Batches struct {
	Successful [][2]string `json:"successful"`
	Failed     [][2]string `json:"failed"`
}

type loaded struct {
	ID  string `json:"unique_id"`
	Max string `json:"max_loaded_at"` // RFC 3339; "" when the query failed
}

// Open reads the artifacts in a folder. manifest.json must be there, the others
// may be missing.
func Open(dir string) (*Earlier, error) {
	e := &Earlier{Dir: dir, nodes: map[string]*entry{}}
	var m manifest
	if err := readJSON(filepath.Join(dir, "manifest.json"), &m); err != nil {
		return nil, err
	}
	for _, part := range []map[string]*entry{m.Nodes, m.Sources, m.Exposures, m.UnitTests, m.Functions} {
		for id, n := range part {
			e.nodes[id] = n
		}
	}
	e.macros = m.Macros
	results, err := ReadResults(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	e.results = results
	if e.fresh, err = readSources(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return e, nil
}

// ReadResults reads run_results.json of a folder.
func ReadResults(dir string) (*Results, error) {
	var r Results
	if err := readJSON(filepath.Join(dir, "run_results.json"), &r); err != nil {
		return nil, err
	}
	return &r, nil
}

func readSources(dir string) (map[string]*loaded, error) {
	var doc struct {
		Results []*loaded `json:"results"`
	}
	if err := readJSON(filepath.Join(dir, "sources.json"), &doc); err != nil {
		return nil, err
	}
	out := map[string]*loaded{}
	for _, l := range doc.Results {
		out[l.ID] = l
	}
	return out, nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err == nil {
		if err = json.Unmarshal(data, into); err == nil {
			return nil
		}
		err = fmt.Errorf("it is no artifact of dbt: %w", err)
	}
	return &scv.Error{
		Code: scv.CodeDBTState, Op: "read state", Subject: path, Err: err,
		Hint: "Name the folder with the artifacts of an earlier run by --state.",
	}
}
