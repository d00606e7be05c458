package project

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/jinja"
)

//go:embed schema/*.json
var schemas embed.FS

// schema is the part of JSON Schema that the schemas of targets are written in.
// writeOnly marks a secret: its value may only be a reference.
type schema struct {
	Type       kinds              `json:"type"`
	Enum       []string           `json:"enum"`
	Minimum    *int64             `json:"minimum"`
	Maximum    *int64             `json:"maximum"`
	Required   []string           `json:"required"`
	AnyOf      []schema           `json:"anyOf"`
	Properties map[string]*schema `json:"properties"`
	Additional *bool              `json:"additionalProperties"`
	Items      *schema            `json:"items"`
	Secret     *bool              `json:"writeOnly"`
}

// kinds are one name of a type, or several.
type kinds []string

// UnmarshalJSON reads "string" as well as ["string", "object"].
func (k *kinds) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*k = kinds{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(k))
}

// schemaOf gives the schema of the targets of an adapter, nil for an unknown one.
func schemaOf(adapter string) (*schema, error) {
	text, err := schemas.ReadFile("schema/" + adapter + ".json")
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // no file: no such adapter
	}
	s := &schema{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("schema of %s targets: %w", adapter, err)
	}
	return s, nil
}

// adapters are the types a target may have.
func adapters() []string { return []string{"duckdb", "snowflake"} }

// secretKey is a key that holds a secret wherever it stands; secretURL is a
// password inside an address; reference is the only text a secret may be: a
// default of env_var would be a secret in clear text.
var (
	secretKey = regexp.MustCompile(`(?i)(^|_)(pass|passwd|password|passphrase|secret|token|private_key|key_id|api_key|connection_string)$`)
	secretURL = regexp.MustCompile(`://[^/\s:@{]+:[^/\s:@{]+@`)
	reference = regexp.MustCompile(`^\s*\{\{-?\s*env_var\(\s*('[^']*'|"[^"]*")\s*\)\s*(\|\s*\w+\s*)*-?\}\}\s*$`)
)

// checker collects what is wrong with a target. No value is ever told.
type checker struct{ faults []string }

func (c *checker) add(at *Node, text string, values ...any) {
	c.faults = append(c.faults, fmt.Sprintf("%s:%d ", profilesFile, at.Line)+fmt.Sprintf(text, values...))
}

// check holds a value to its schema; raw is the value before it was rendered, key
// its key.
func (c *checker) check(s *schema, key string, raw, got *Node) {
	c.secret(s, key, raw)
	if s == nil || unbound(raw, got) {
		return
	}
	if len(s.Type) > 0 && !slices.ContainsFunc(s.Type, func(kind string) bool { return isKind(got, kind) }) {
		c.add(raw, "%s must be of type %s", key, strings.Join(s.Type, " or "))
		return
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, got.Text()) {
		c.add(raw, "%s must be one of %s", key, strings.Join(s.Enum, ", "))
	}
	if n, ok := got.Value.(int64); ok && (s.Minimum != nil && n < *s.Minimum || s.Maximum != nil && n > *s.Maximum) {
		c.add(raw, "%s is %d and must be %s", key, n, s.bounds())
	}
}

func (s *schema) bounds() string {
	if s.Minimum != nil && s.Maximum != nil {
		return fmt.Sprintf("from %d to %d", *s.Minimum, *s.Maximum)
	}
	if s.Minimum != nil {
		return fmt.Sprintf("%d or more", *s.Minimum)
	}
	return fmt.Sprintf("%d or less", *s.Maximum)
}

// walk checks a value and all below it.
func (c *checker) walk(s *schema, key string, raw, got *Node) {
	c.check(s, key, raw, got)
	switch {
	case raw.IsMap():
		c.keys(s, key, raw)
		raw.Pairs(func(k string, at, v *Node) {
			c.walk(s.property(k), k, &Node{Kind: v.Kind, Value: v.Value, Keys: v.Keys, Items: v.Items, Line: at.Line}, got.Get(k))
		})
	case raw.IsList():
		for i, item := range raw.Items {
			if got.IsList() && i < len(got.Items) {
				c.walk(s.items(), key, item, got.Items[i])
			}
		}
	}
}

func (s *schema) property(key string) *schema {
	if s == nil {
		return nil
	}
	return s.Properties[key]
}

func (s *schema) items() *schema {
	if s == nil {
		return nil
	}
	return s.Items
}

// keys looks which keys of a map are missing and which should not be there.
func (c *checker) keys(s *schema, name string, raw *Node) {
	if s == nil {
		return
	}
	for _, key := range s.Required {
		if raw.Get(key).IsNull() {
			c.add(raw, "%s lacks %s", name, key)
		}
	}
	if len(s.AnyOf) > 0 && !slices.ContainsFunc(s.AnyOf, func(one schema) bool { return has(raw, one.Required) }) {
		var any []string
		for _, one := range s.AnyOf {
			any = append(any, strings.Join(one.Required, " and "))
		}
		c.add(raw, "%s lacks one of %s", name, strings.Join(any, ", "))
	}
	if s.Additional == nil || *s.Additional {
		return
	}
	raw.Pairs(func(key string, at, _ *Node) {
		if s.Properties[key] == nil {
			c.add(at, "%s has an unknown key %s%s", name, key, nearKey(key, s.Properties))
		}
	})
}

func has(raw *Node, keys []string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool { return raw.Get(key).IsNull() })
}

func nearKey(key string, known map[string]*schema) string {
	var names []string
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	if near := scv.Nearest(key, names); near != "" {
		return ", near " + near
	}
	return ""
}

// secret looks for a secret in clear text.
func (c *checker) secret(s *schema, key string, raw *Node) {
	if raw.IsNull() || raw.Kind != Scalar {
		return
	}
	hidden := secretKey.MatchString(key)
	if s != nil && s.Secret != nil {
		hidden = *s.Secret
	}
	text := raw.Text()
	if hidden && !reference.MatchString(text) || secretURL.MatchString(text) {
		c.add(raw, "%s is a secret in clear text", key)
	}
}

// unbound says whether a value comes from the environment and is not set here.
func unbound(raw, got *Node) bool {
	return got.IsNull() && raw != nil && raw.Kind == Scalar && HasJinja(jinja.Str(raw.Value))
}

func isKind(n *Node, kind string) bool {
	switch kind {
	case "object":
		return n.IsMap()
	case "array":
		return n.IsList()
	case "string":
		_, ok := scalar(n).(string)
		return ok
	case "integer":
		_, ok := scalar(n).(int64)
		return ok
	case "boolean":
		_, ok := scalar(n).(bool)
		return ok
	}
	return false
}

func scalar(n *Node) jinja.Value {
	if n == nil || n.Kind != Scalar {
		return nil
	}
	return n.Value
}
