package selection

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scv"
)

// Op says how the parts of an expression are put together.
type Op uint8

// The ops.
const (
	Leaf Op = iota
	Union
	Intersection
)

// Expr is a parsed selection.
type Expr struct {
	Op        Op
	Criterion Criterion // of a Leaf
	Parts     []Expr
	Exclude   []Expr // taken away from the rest
	Indirect  Mode   // "" = the mode of the command
	Text      string // as written, for messages
	Words     bool   // it is a group of the command line's words
	Quiet     bool   // nothing is said when it matches nothing
}

// Criterion is one method with a value and graph operators.
type Criterion struct {
	Method          string
	Args            []string // of config.materialized: [materialized]
	Value           string
	Parents         bool
	ParentsDepth    int // negative = without bound
	Children        bool
	ChildrenDepth   int
	ChildrenParents bool // @
}

// Mode says which tests come along with their parents.
type Mode string

// The modes of indirect selection.
const (
	Eager     Mode = "eager"     // a test of which one parent is selected
	Cautious  Mode = "cautious"  // of which all parents are selected
	Buildable Mode = "buildable" // of which all parents are selected or built before
	Empty     Mode = "empty"     // none
)

var criterionForm = regexp.MustCompile(`^(@)?((\d*)\+)?(?:([\w.]+):)?(.*?)(\+(\d*))?$`)

// methods are the ones that can be answered here.
func methods() []string {
	return []string{
		"fqn", "tag", "group", "access", "source", "path", "file", "package", "config", "resource_type", "test_name", "test_type",
		"exposure", "metric", "semantic_model", "saved_query", "unit_test", "version", "selector", "state", "result", "source_status",
	}
}

// Parse reads the words of --select or --exclude: blanks are union, commas are
// intersection.
func Parse(words []string) (Expr, error) {
	e := Expr{Op: Union, Text: strings.Join(words, " "), Words: true}
	for _, word := range words {
		for part := range strings.FieldsSeq(word) {
			both := Expr{Op: Intersection, Text: part, Words: true}
			for item := range strings.SplitSeq(part, ",") {
				c, err := ParseCriterion(item)
				if err != nil {
					return Expr{}, err
				}
				both.Parts = append(both.Parts, Expr{Criterion: c, Text: item})
			}
			e.Parts = append(e.Parts, both)
		}
	}
	return e, nil
}

// ParseCriterion reads one criterion such as `2+tag:nightly+`.
func ParseCriterion(s string) (Criterion, error) {
	m := criterionForm.FindStringSubmatch(strings.ReplaceAll(s, "\n", " "))
	if m == nil {
		return Criterion{}, fault(s, "it is not of the form [@][n+][method:]value[+n]", "")
	}
	c := Criterion{ChildrenParents: m[1] != "", Parents: m[2] != "", Value: m[5], Children: m[6] != ""}
	if c.ChildrenParents && c.Children {
		return Criterion{}, fault(s, "@ and a + at the end exclude each other", "Use one of the two.")
	}
	c.ParentsDepth, c.ChildrenDepth = depth(m[3]), depth(m[7])
	if m[4] == "" {
		c.Method = defaultMethod(c.Value)
		return c, nil
	}
	name, rest, _ := strings.Cut(m[4], ".")
	c.Method = name
	if rest != "" {
		c.Args = strings.Split(rest, ".")
	}
	if !slices.Contains(methods(), name) {
		return Criterion{}, fault(s, fmt.Sprintf("'%s' is not a valid method name", name), nearest(name, methods()))
	}
	return c, nil
}

func nearest(wrong string, names []string) string {
	if near := scv.Nearest(wrong, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return "There is: " + strings.Join(names, ", ") + "."
}

func depth(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func defaultMethod(value string) string {
	switch {
	case strings.ContainsAny(value, `/\`):
		return "path"
	case hasExtension(value):
		return "file"
	}
	return "fqn"
}

func hasExtension(value string) bool {
	for _, ext := range []string{".sql", ".py", ".csv", ".yml", ".yaml"} {
		if strings.HasSuffix(strings.ToLower(value), ext) {
			return true
		}
	}
	return false
}

func fault(what, text, hint string) error {
	return &scv.Error{Code: scv.CodeDBTSelection, Op: "read selection", Subject: what, Hint: hint, Err: fmt.Errorf("%s", text)}
}
