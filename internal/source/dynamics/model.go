package dynamics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"scv"
	"scv/internal/source"
)

// model is the part of model.json (Common Data Model) that says what is where.
type model struct {
	Entities []entity `json:"entities"`
}

type entity struct {
	Name       string      `json:"name"`
	Attributes []attribute `json:"attributes"`
	Partitions []partition `json:"partitions"`
}

type attribute struct {
	Name     string `json:"name"`
	DataType string `json:"dataType"`
}

type partition struct {
	Name     string `json:"name"`
	Location string `json:"location"`
}

// readModel reads <dir>/model.json; dir is relative to home.
func readModel(home, dir string) (*model, error) {
	name := path.Join(dir, "model.json")
	text, err := os.ReadFile(filepath.Join(home, filepath.FromSlash(name)))
	if err != nil {
		return nil, source.CannotOpen(name, err)
	}
	return parseModel(name, text)
}

// parseModel reads the text of a model.json; name is for messages.
func parseModel(name string, text []byte) (*model, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var m model
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, &scv.Error{
			Code: scv.CodeSourceBroken, Op: "read", Subject: fmt.Sprintf("%s:%d", name, lineOf(text, err)),
			Err: fmt.Errorf("no valid JSON: %w", err), Hint: "Deliver the export again; model.json is written by Synapse Link and not edited by hand.",
		}
	}
	if len(m.Entities) == 0 {
		return nil, &scv.Error{
			Code: scv.CodeSourceKind, Op: "read", Subject: name, Err: errors.New("it lists no entities"),
			Hint: "path: must be the folder of a Synapse Link export, with the model.json that lists its tables.",
		}
	}
	return &m, nil
}

// lineOf gives the line that a JSON error is on.
func lineOf(text []byte, err error) int {
	offset := int64(len(text))
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = e.Offset
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = e.Offset
	}
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

// find gives an entity by name, whatever its case.
func (m *model) find(name string) (*entity, []string) {
	var names []string
	for i := range m.Entities {
		if strings.EqualFold(m.Entities[i].Name, name) {
			return &m.Entities[i], nil
		}
		names = append(names, m.Entities[i].Name)
	}
	return nil, names
}

// typeOf gives the column type of a model.json data type; what is not known is text.
func typeOf(dataType string) scv.Type {
	switch strings.ToLower(dataType) {
	case "int64", "int32", "int16":
		return scv.Int
	case "datetime", "datetimeoffset":
		return scv.Timestamp
	case "date":
		return scv.Date
	case "boolean":
		return scv.Bool
	case "double", "float":
		return scv.Float
	case "decimal":
		return scv.Decimal
	default:
		return scv.Text
	}
}

// file gives a partition's place relative to the home. An export may name it by
// the address of the storage account: then its last parts count, from the
// entity's folder on.
func (p partition) file(dir, entityName string) string {
	location := p.Location
	if u, err := url.Parse(location); err == nil && u.Scheme != "" && u.Host != "" {
		location = strings.TrimPrefix(u.Path, "/")
		parts := strings.Split(location, "/")
		for i, part := range parts {
			if strings.EqualFold(part, entityName) {
				location = path.Join(parts[i:]...)
				break
			}
		}
	}
	return path.Join(dir, path.Clean("/" + location)[1:])
}

// Entities lists the tables that the model.json of an export names, in its order.
func Entities(home, dir string) ([]string, error) {
	m, err := readModel(home, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range m.Entities {
		names = append(names, e.Name)
	}
	return names, nil
}
