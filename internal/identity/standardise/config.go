package standardise

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
)

// column is one entry of a model's `columns:`.
type column struct {
	word           string
	kindName       string
	kind           kind
	country        string // the column that holds the row's country; "" when none
	defaultCountry string
	outputs        []output // kind.parts with the config's words
}

// readConfig gives the columns of a model in the order of their words.
func readConfig(m scv.Model, input []string, defaultCountry string) ([]column, error) {
	if d, ok := m.Config["default_country"].(string); ok && d != "" {
		defaultCountry = d
	}
	entries, ok := m.Config["columns"].(map[string]any)
	if !ok || len(entries) == 0 {
		return nil, misconfigured(m, "columns", "it has no columns", "Write `columns: {email: email, phone: {as: phone, country: country}}` into the model's config.")
	}
	var columns []column
	for _, word := range slices.Sorted(maps.Keys(entries)) {
		c, err := readColumn(m, word, entries[word], input)
		if err != nil {
			return nil, err
		}
		if c.defaultCountry == "" {
			c.defaultCountry = defaultCountry
		}
		columns = append(columns, c)
	}
	return columns, nil
}

func readColumn(m scv.Model, word string, entry any, input []string) (column, error) {
	options, err := readOptions(m, word, entry)
	if err != nil {
		return column{}, err
	}
	c := column{word: word, kindName: options["as"], defaultCountry: strings.ToUpper(options["default_country"])}
	known := kinds()
	kind, ok := known[c.kindName]
	if !ok {
		names := slices.Sorted(maps.Keys(known))
		return c, misconfigured(m, word, fmt.Sprintf("the kind %q does not exist", c.kindName), didYouMean(c.kindName, names))
	}
	c.kind = kind
	if err := c.takeCountry(m, options, input); err != nil {
		return c, err
	}
	if !slices.Contains(input, word) {
		return c, missing(m, word, input)
	}
	return c, c.takeOutputs(m, options)
}

// readOptions brings both ways of writing an entry, `kind` and {as: kind, ...},
// into one.
func readOptions(m scv.Model, word string, entry any) (map[string]string, error) {
	switch e := entry.(type) {
	case string:
		return map[string]string{"as": e}, nil
	case map[string]any:
		options := map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(e)) {
			text, ok := e[key].(string)
			if !ok && e[key] != nil {
				return nil, misconfigured(m, word, fmt.Sprintf("the option %s is no text", key), "Write a name or a country code there.")
			}
			options[key] = text
		}
		return options, nil
	}
	return nil, misconfigured(m, word, "it is neither a kind nor a list of options", "Write `"+word+": text` or `"+word+": {as: text}`.")
}

// takeCountry reads the option country. Left out, it is the column "country"
// where the model has one; "" means that no column is asked.
func (c *column) takeCountry(m scv.Model, options map[string]string, input []string) error {
	name, given := options["country"]
	switch {
	case !c.kind.byCountry:
		return nil
	case !given && slices.Contains(input, "country"):
		name = "country"
	case name != "" && !slices.Contains(input, name):
		return missing(m, name, input)
	}
	c.country = name
	return nil
}

func (c *column) takeOutputs(m scv.Model, options map[string]string) error {
	allowed := []string{"as", "country", "default_country"}
	for _, o := range c.kind.parts {
		if word := options[o.option]; word != "" {
			o.word = word
		}
		c.outputs = append(c.outputs, o)
		allowed = append(allowed, o.option)
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		if !slices.Contains(allowed, key) {
			return misconfigured(m, c.word, fmt.Sprintf("%s has no option %q", c.kindName, key), didYouMean(key, allowed))
		}
	}
	return nil
}

func didYouMean(wrong string, names []string) string {
	if near := scv.Nearest(wrong, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return "There are: " + strings.Join(names, ", ") + "."
}

func misconfigured(m scv.Model, key, what, hint string) error {
	return &scv.Error{
		Code: scv.CodeStandardiseConfig, Op: "standardise", Subject: "model " + m.Name + ", columns: " + key,
		Err: fmt.Errorf("%s", what), Hint: hint,
	}
}

func missing(m scv.Model, name string, input []string) error {
	return &scv.Error{
		Code: scv.CodeStandardiseColumn, Op: "standardise", Subject: "model " + m.Name + ", column " + name,
		Err: fmt.Errorf("the model does not select it"), Hint: didYouMean(name, input),
	}
}
