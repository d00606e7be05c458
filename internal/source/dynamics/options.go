package dynamics

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
	"scv/internal/source/csvrow"
)

const labelSuffix = "_label"

// optionSet maps an option's number, as the export writes it, to its label.
type optionSet map[string]string

// optionSets are the labels by lower-case entity and column.
type optionSets map[string]map[string]optionSet

// The columns of a metadata file, by name; the files come with a header.
var optionColumns = []string{"EntityName", "OptionSetName", "Option", "LocalizedLabel"}

// readOptions reads every CSV of <dir>/OptionsetMetadata; no folder, no labels.
// Where a label comes in several languages the first one counts.
func readOptions(home, dir string) (optionSets, error) {
	sets := optionSets{}
	folder := filepath.Join(home, filepath.FromSlash(dir), "OptionsetMetadata")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return sets, nil
	}
	if err != nil {
		return nil, source.CannotOpen(path.Join(dir, "OptionsetMetadata"), err)
	}
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(filepath.Ext(e.Name()), ".csv") {
			continue
		}
		name := path.Join(dir, "OptionsetMetadata", e.Name())
		f, err := os.Open(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, source.CannotOpen(name, err)
		}
		err = sets.read(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, &scv.Error{Code: scv.CodeSourceBroken, Op: "read", Subject: name, Err: err, Hint: "Deliver the export again."}
		}
	}
	return sets, nil
}

// read adds one file. A file without the columns holds other metadata.
func (s optionSets) read(in io.Reader) error {
	r := csvrow.NewReader(in)
	var at []int
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if at == nil {
			if at = positions(row); at == nil {
				return nil
			}
			continue
		}
		if len(row.Fields) > slices.Max(at) {
			s.add(value(row, at[0]), value(row, at[1]), value(row, at[2]), value(row, at[3]))
		}
	}
}

func value(row *csvrow.Row, i int) string { return string(row.Fields[i].Value) }

// positions finds the columns by their header, nil when one is missing.
func positions(header *csvrow.Row) []int {
	var at []int
	for _, name := range optionColumns {
		i := slices.IndexFunc(header.Fields, func(f csvrow.Field) bool { return strings.EqualFold(string(f.Value), name) })
		if i < 0 {
			return nil
		}
		at = append(at, i)
	}
	return at
}

func (s optionSets) add(entity, column, option, label string) {
	entity, column = strings.ToLower(entity), strings.ToLower(column)
	if s[entity] == nil {
		s[entity] = map[string]optionSet{}
	}
	if s[entity][column] == nil {
		s[entity][column] = optionSet{}
	}
	if _, known := s[entity][column][option]; !known {
		s[entity][column][option] = label
	}
}

// addLabels adds a text field for each column with labels, after all others.
func (k *table) addLabels(t *source.Table, e *entity, options optionSets) {
	sets := options[strings.ToLower(e.Name)]
	for i, a := range e.Attributes {
		set := sets[strings.ToLower(a.Name)]
		if set == nil || slices.ContainsFunc(t.Fields, func(f source.Field) bool { return f.Name == t.Fields[i].Name+labelSuffix }) {
			continue
		}
		k.labels[i] = set
		k.labelled = append(k.labelled, i)
		t.Fields = append(t.Fields, source.Field{
			Field: scv.Field{Name: t.Fields[i].Name + labelSuffix, Type: scv.Text}, Header: a.Name + labelSuffix,
		})
	}
}

// label gives the text of an option value; a multi-select value (1;3) gives its
// texts joined by "; ". An option without a label gives none.
func (o optionSet) label(options string) string {
	var texts []string
	for _, option := range strings.Split(options, ";") {
		if text := o[strings.TrimSpace(option)]; text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}
