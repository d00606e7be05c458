package openlineage

import "fmt"

// known are the facets that are used here, with what their schemas demand.
func known() map[string]func(*checker, map[string]any, string) {
	return map[string]func(*checker, map[string]any, string){
		"nominalTime":       func(c *checker, f map[string]any, at string) { c.time(f, "nominalStartTime", at) },
		"processing_engine": func(c *checker, f map[string]any, at string) { c.text(f, "version", at) },
		"version":           func(c *checker, f map[string]any, at string) { c.text(f, "datasetVersion", at) },
		"parent":            (*checker).parent,
		"errorMessage": func(c *checker, f map[string]any, at string) {
			c.text(f, "message", at)
			c.text(f, "programmingLanguage", at)
		},
		"jobType": func(c *checker, f map[string]any, at string) {
			c.text(f, "processingType", at)
			c.text(f, "integration", at)
		},
		"outputStatistics": func(c *checker, f map[string]any, at string) {
			if n, ok := f["rowCount"].(float64); ok && (n != float64(int64(n)) || n < 0) {
				c.say("%srowCount is no count", at)
			}
		},
		"schema": func(c *checker, f map[string]any, at string) {
			for i, field := range c.list(f, "fields", at) {
				c.text(field, "name", fmt.Sprintf("%sfields[%d].", at, i))
			}
		},
		"columnLineage": (*checker).columnLineage,
	}
}

func (c *checker) parent(f map[string]any, at string) {
	c.uuid(c.object(f, "run", at), "runId", at+"run.")
	j := c.object(f, "job", at)
	c.text(j, "namespace", at+"job.")
	c.text(j, "name", at+"job.")
}

func (c *checker) columnLineage(f map[string]any, at string) {
	for name, field := range c.object(f, "fields", at) {
		place := at + "fields." + name + "."
		m, ok := field.(map[string]any)
		if !ok {
			c.say("%s is no object", place)
			continue
		}
		c.inputFields(m, "inputFields", place)
	}
	if _, ok := f["dataset"]; ok {
		c.inputFields(f, "dataset", at)
	}
}

func (c *checker) inputFields(in map[string]any, key, at string) {
	for i, field := range c.list(in, key, at) {
		place := fmt.Sprintf("%s%s[%d].", at, key, i)
		c.text(field, "namespace", place)
		c.text(field, "name", place)
		c.text(field, "field", place)
		if _, ok := field["transformations"]; !ok {
			continue
		}
		for n, t := range c.list(field, "transformations", place) {
			if kind := c.text(t, "type", fmt.Sprintf("%stransformations[%d].", place, n)); kind != "DIRECT" && kind != "INDIRECT" {
				c.say("%stransformations[%d].type is %s", place, n, kind)
			}
		}
	}
}
