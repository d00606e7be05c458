package demo

import (
	"cmp"
	"encoding/json"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// column is a column of a table of the CRM: how model.json calls and types it,
// and its value.
type column struct {
	name, dataType string
	value          func(*record) string
}

// The form of times in the export: seven digits behind the second.
const crmTime = "2006-01-02T15:04:05.0000000Z"

// crmTables are the exported tables with their columns; the system columns come
// first, as Synapse Link writes them.
func crmTables() map[system][]column {
	return map[system][]column{
		crmContact: slices.Concat(systemColumns("contact"), []column{
			{"firstname", "string", func(r *record) string { return r.given }},
			{"lastname", "string", func(r *record) string { return r.family }},
			{"birthdate", "date", func(r *record) string { return isoDay(r.born) }},
			{"gendercode", "int64", func(r *record) string { return oneOrTwo(!r.female) }},
			{"preferredcontactmethodcode", "int64", func(r *record) string { return strconv.Itoa(1 + r.style%3) }},
		}, contactColumns()),
		crmAccount: slices.Concat(systemColumns("account"), []column{
			{"name", "string", func(r *record) string { return r.company }},
			{"accountnumber", "string", func(r *record) string { return "A" + strings.ToUpper(r.key[:6]) }},
			{"vatnumber", "string", func(r *record) string { return r.vat }},
			{"revenue", "decimal", func(r *record) string { return strconv.FormatFloat(r.figure*100, 'f', 2, 64) }},
		}, contactColumns()),
		crmLead: slices.Concat(systemColumns("lead"), []column{
			{"firstname", "string", func(r *record) string { return r.given }},
			{"lastname", "string", func(r *record) string { return r.family }},
			{"subject", "string", func(r *record) string {
				return []string{"Catalogue", "Call back, please", "Offer", "Newsletter, \"weekly\""}[r.style%4]
			}},
		}, contactColumns()),
	}
}

func systemColumns(entity string) []column {
	return []column{
		{"Id", "guid", func(r *record) string { return r.key }},
		{"SinkCreatedOn", "dateTime", func(r *record) string { return r.modified.Add(7 * time.Minute).Format(crmTime) }},
		{"SinkModifiedOn", "dateTime", func(r *record) string { return r.modified.Add(7 * time.Minute).Format(crmTime) }},
		{"versionnumber", "int64", func(r *record) string { return strconv.FormatInt(r.version(), 10) }},
		{"IsDelete", "boolean", func(*record) string { return "False" }},
		{entity + "id", "guid", func(r *record) string { return r.key }},
		{"statecode", "int64", func(r *record) string { return oneOrZero(r.style >= 94) }},
		{"createdon", "dateTime", func(r *record) string { return r.created.Format(crmTime) }},
		{"modifiedon", "dateTime", func(r *record) string { return r.modified.Format(crmTime) }},
	}
}

func contactColumns() []column {
	return []column{
		{"emailaddress1", "string", func(r *record) string { return r.email }},
		{"telephone1", "string", func(r *record) string { return phoneText(r.phone, r.country, r.style) }},
		{"mobilephone", "string", func(r *record) string { return phoneText(r.mobile, r.country, r.style+3) }},
		{"address1_line1", "string", (*record).streetLine},
		{"address1_line2", "string", (*record).unitLine},
		{"address1_city", "string", func(r *record) string { return r.city }},
		{"address1_stateorprovince", "string", func(r *record) string { return r.region }},
		{"address1_postalcode", "string", func(r *record) string { return r.postal }},
		{"address1_country", "string", func(r *record) string { return countryText(r.country, r.style) }},
	}
}

// version grows with each change of a record.
func (r *record) version() int64 { return r.modified.Unix() }

func (r *record) unitLine() string {
	if r.unit == "" {
		return ""
	}
	switch r.country {
	case "DE", "AT", "CH":
		return "Wohnung " + r.unit
	case "FR":
		return "Appt " + r.unit
	}
	return "Flat " + r.unit
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func oneOrTwo(one bool) string {
	if one {
		return "1"
	}
	return "2"
}

func oneOrZero(one bool) string {
	if one {
		return "1"
	}
	return "0"
}

// writeCRM writes the lake export: model.json, a partition per table and year of
// creation, and the texts of the option sets.
func (g *generator) writeCRM(dir string) error {
	dir = filepath.Join(dir, "crm")
	m := model{Name: "cdm", Version: "1.0"}
	tables := crmTables()
	for _, s := range []system{crmContact, crmAccount, crmLead} {
		e, err := g.writeTable(dir, s, tables[s])
		if err != nil {
			return err
		}
		m.Entities = append(m.Entities, e)
	}
	if err := writeOptions(filepath.Join(dir, "OptionsetMetadata")); err != nil {
		return err
	}
	return create(filepath.Join(dir, "model.json"), func(w io.Writer) error {
		out := json.NewEncoder(w)
		out.SetIndent("", " ")
		return out.Encode(m)
	})
}

// model is a model.json (Common Data Model).
type model struct {
	Name     string        `json:"name"`
	Version  string        `json:"version"`
	Entities []modelEntity `json:"entities"`
}

type modelEntity struct {
	Type       string      `json:"$type"`
	Name       string      `json:"name"`
	Attributes []modelName `json:"attributes"`
	Partitions []modelFile `json:"partitions"`
}

type modelName struct {
	Name     string `json:"name"`
	DataType string `json:"dataType"`
}

type modelFile struct {
	Name     string `json:"name"`
	Location string `json:"location"`
}

// writeTable writes the partitions of a table: rows as they were made, then what
// was appended later: newer versions and tombstones.
func (g *generator) writeTable(dir string, s system, columns []column) (modelEntity, error) {
	_, entity := s.names()
	e := modelEntity{Type: "LocalEntity", Name: entity}
	for _, c := range columns {
		e.Attributes = append(e.Attributes, modelName{c.name, c.dataType})
	}
	first, later := map[int][][]string{}, map[int][][]string{}
	for _, r := range g.records[s] {
		year := r.created.Year()
		line := r.line(columns)
		switch {
		case r.older != nil:
			first[year] = append(first[year], r.older.line(columns))
			later[year] = append(later[year], line)
			continue
		case r.fate == deleted:
			later[year] = append(later[year], r.tombstone(columns))
		case r.fate == badRow:
			line = append(line, "see note")
		}
		first[year] = append(first[year], line)
	}
	for _, year := range sortedKeys(first) {
		name := strconv.Itoa(year)
		e.Partitions = append(e.Partitions, modelFile{name, path.Join(entity, name+".csv")})
		if err := writeCSV(filepath.Join(dir, entity, name+".csv"), append(first[year], later[year]...)); err != nil {
			return e, err
		}
	}
	return e, nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	var keys []K
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (r *record) line(columns []column) []string {
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.value(r)
	}
	return line
}

// tombstone is the line of a deleted record: all data columns are empty.
func (r *record) tombstone(columns []column) []string {
	gone := *r
	gone.modified = r.modified.AddDate(0, 0, 2)
	line := gone.line(columns)
	for i, c := range columns {
		switch c.name {
		case "Id", "SinkCreatedOn", "SinkModifiedOn", "versionnumber":
		case "IsDelete":
			line[i] = "True"
		default:
			line[i] = ""
		}
	}
	return line
}

// writeOptions writes the texts of the option sets, in two languages.
func writeOptions(dir string) error {
	header := []string{"EntityName", "OptionSetName", "Option", "IsUserLocalizedLabel", "LocalizedLabelLanguageCode", "LocalizedLabel"}
	rows := [][]string{header}
	for _, set := range []struct {
		column string
		labels [][2]string
	}{
		{"gendercode", [][2]string{{"Male", "Männlich"}, {"Female", "Weiblich"}}},
		{"preferredcontactmethodcode", [][2]string{{"Any", "Beliebig"}, {"Email", "E-Mail"}, {"Phone", "Telefon"}}},
	} {
		for i, label := range set.labels {
			option := strconv.Itoa(i + 1)
			rows = append(rows, []string{"contact", set.column, option, "True", "1033", label[0]}, []string{"contact", set.column, option, "False", "1031", label[1]})
		}
	}
	if err := writeCSV(filepath.Join(dir, "OptionsetMetadata.csv"), rows); err != nil {
		return err
	}
	states := [][]string{{"EntityName", "State", "IsUserLocalizedLabel", "LocalizedLabelLanguageCode", "LocalizedLabel"}}
	for _, entity := range []string{"contact", "account", "lead"} {
		states = append(states, []string{entity, "0", "True", "1033", "Active"}, []string{entity, "1", "True", "1033", "Inactive"})
	}
	return writeCSV(filepath.Join(dir, "StateMetadata.csv"), states)
}
