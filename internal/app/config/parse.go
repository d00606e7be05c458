package config

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"scv"
)

// Parse reads scv.yml; file is its name in messages. Absent settings have the
// values of Default. Errors have code SCV-C001 and point at file, line, column.
func Parse(file string, text []byte) (Config, error) {
	root, err := read(file, text)
	if err != nil {
		return Config{}, err
	}
	c := Default()
	f := root.fields()
	version := 1
	f.number("version", 1, &version)
	if version > 1 {
		f.fail(f.get("version").fault("Use the scv that wrote the file, or a newer one.", "version %d is newer than this scv reads", version))
	}
	f.text("company", &c.Company)
	f.text("control", &c.Control)
	f.text("project", &c.Project)
	f.text("default_country", &c.DefaultCountry)
	f.text("truth", &c.Truth)
	f.number("keep_versions", 1, &c.KeepVersions)
	if n := f.get("warehouse"); n != nil {
		f.fail(parseWarehouse(n, &c.Warehouse))
	}
	if n := f.get("vars"); n != nil {
		f.fail(parseVars(n, &c.Vars))
	}
	if n := f.get("sources"); n != nil {
		f.fail(parseSources(n, &c.Sources))
	}
	f.fail(parseWeather(f.get("weather"), c.Sources, &c.Weather))
	if n := f.get("notify"); n != nil {
		f.fail(parseNotify(n, &c.Notify))
	}
	if n := f.get("identity"); n != nil {
		f.fail(parseIdentity(n, &c.Identity))
	}
	f.fail(checkPaths(root, c))
	return c, f.end()
}

func parseWarehouse(n *node, into *Warehouse) error {
	f := n.fields()
	f.text("path", &into.Path)
	f.text("memory_limit", &into.MemoryLimit)
	f.number("threads", 0, &into.Threads)
	return f.end()
}

func parseIdentity(n *node, into *Identity) error {
	f := n.fields()
	f.text("memory", &into.Memory)
	if _, err := Bytes(into.Memory); err != nil {
		f.fail(n.fault("Write a number and MB or GB: memory: 2GB", "memory: %v", err))
	}
	return f.end()
}

func parseVars(n *node, into *[]Var) error {
	for _, e := range n.entries {
		if e.node.kind != scalar {
			return e.node.fault("", "%s must be one value", e.node.path)
		}
		*into = append(*into, Var{e.key, e.node.value})
	}
	return n.fields().err
}

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reserved is the dbt source of what the program itself knows (project/properties.go).
const reserved = "scv"

func checkName(n *node, name string) error {
	if plainName.MatchString(name) && !strings.Contains(name, "__") {
		return nil
	}
	return n.fault("Names become table names: a small letter, then small letters, digits and single underscores.", "%q cannot be a name here", name)
}

func parseSources(n *node, into *[]scv.SourceConfig) error {
	if err := n.fields().err; err != nil {
		return err
	}
	for i, e := range n.entries {
		s := scv.SourceConfig{Name: e.key, Priority: i + 1}
		if s.Name == reserved {
			return e.node.fault("Take another name.", "%q is what the program's own tables are called", s.Name)
		}
		if err := parseSource(e.node, &s); err != nil {
			return err
		}
		*into = append(*into, s)
	}
	return nil
}

func parseSource(n *node, s *scv.SourceConfig) error {
	f := n.fields()
	f.fail(checkName(n, s.Name))
	var kind string
	f.text("kind", &kind)
	s.Kind = scv.SourceKind(kind)
	switch s.Kind {
	case scv.Dynamics, scv.Excel, scv.WeatherFiles, scv.OpenMeteo:
		s.StaleAfter = usualStale(s.Kind)
	default:
		f.fail(n.fault("Kinds are dynamics, excel, weather and openmeteo.", "%s has no known kind (%q)", n.path, kind))
	}
	f.text("path", &s.Path)
	f.number("priority", 1, &s.Priority)
	f.span("stale_after", &s.StaleAfter)
	if s.Path == "" {
		f.fail(n.fault("Add the folder, file or glob as path:.", "%s has no path", n.path))
	}
	if about := f.get("about"); about != nil {
		f.fail(parseAbout(about, &s.About))
	}
	if entities := f.get("entities"); entities != nil {
		f.fail(parseEntities(entities, s))
	} else if !s.Kind.IsWeather() {
		f.fail(n.fault("Name the tables to read under entities:.", "%s has no entities", n.path))
	}
	return f.end()
}

func parseAbout(n *node, a *scv.SourceAbout) error {
	f := n.fields()
	f.text("owner", &a.Owner)
	f.text("licence", &a.Licence)
	f.text("refresh", &a.Refresh)
	f.text("sla", &a.SLA)
	f.text("fallback", &a.Fallback)
	return f.end()
}

func parseEntities(n *node, s *scv.SourceConfig) error {
	if err := n.fields().err; err != nil {
		return err
	}
	for _, e := range n.entries {
		entity := scv.EntityConfig{Name: e.key}
		if err := parseEntity(e.node, s.Kind, &entity); err != nil {
			return err
		}
		s.Entities = append(s.Entities, entity)
	}
	return nil
}

func parseEntity(n *node, kind scv.SourceKind, e *scv.EntityConfig) error {
	f := n.fields()
	f.fail(checkName(n, e.Name))
	f.text("party", &e.Party)
	switch e.Party {
	case "", "person", "organisation":
	default:
		f.fail(n.fault("Write person or organisation, or leave it out to tell by the values.", "party %q is not known", e.Party))
	}
	if kind == scv.Excel {
		f.text("sheet", &e.Sheet)
		f.number("header", 1, &e.Header)
		f.texts("key", &e.Key)
	}
	if columns := f.get("columns"); columns != nil {
		f.fail(parseColumns(columns, e))
	}
	if m := f.get("map"); m != nil {
		f.fail(parseMap(m, e))
	}
	if x := f.get("exclude"); x != nil {
		f.fail(parseExclude(x, e))
	}
	return f.end()
}

func parseColumns(n *node, e *scv.EntityConfig) error {
	if err := n.fields().err; err != nil {
		return err
	}
	for _, c := range n.entries {
		column := scv.ColumnConfig{Name: c.key}
		var typeName string
		if c.node.kind == scalar {
			typeName = fmt.Sprint(c.node.value)
		} else {
			f := c.node.fields()
			f.text("type", &typeName)
			f.texts("formats", &column.Formats)
			if err := f.end(); err != nil {
				return err
			}
		}
		var ok bool
		if column.Type, ok = scv.ParseType(typeName); !ok {
			return c.node.fault("Types are text, int, float, decimal, bool, date and timestamp.", "%q is not a type", typeName)
		}
		e.Columns = append(e.Columns, column)
	}
	return nil
}

func parseExclude(n *node, e *scv.EntityConfig) error {
	if err := n.fields().err; err != nil {
		return err
	}
	for _, x := range n.entries {
		if err := checkName(x.node, x.key); err != nil {
			return err
		}
		sql, ok := x.node.value.(string)
		if !ok || strings.TrimSpace(sql) == "" {
			return x.node.fault("Write a condition over the columns: \"emailaddress1 like '%@example.test'\".", "%s must be a condition", x.node.path)
		}
		e.Exclude = append(e.Exclude, scv.Exclusion{Rule: x.key, SQL: sql})
	}
	return nil
}

// checkPaths keeps everything inside the home, so that it can be moved.
func checkPaths(root *node, c Config) error {
	for _, p := range []string{c.Warehouse.Path, c.Control, c.Project} {
		if p == "" || path.IsAbs(p) || strings.HasPrefix(path.Clean(p), "..") {
			return root.fault("Write it relative to the folder of scv.yml, so that the home can be moved.", "path %q is outside the home", p)
		}
	}
	return nil
}
