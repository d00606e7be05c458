package pushdown

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scv/internal/identity/splink/condition"
)

// Dialect is how an engine says what conditions say. DuckDB and Snowflake are the
// ones there are.
type Dialect struct {
	Name      string
	functions map[string]form // by DuckDB's name
	engine    []string        // functions whose values differ between engines
	log2      string          // of {}
	types     map[string]string
	swaps     bool // Damerau-Levenshtein distances are a function
	list      bool // arrays, lambdas and indexes are written as they are
	escapes   bool // a backslash in a text stands for what follows it
	folds     bool // bare names are folded to capitals: a table's columns are most likely such
}

// form writes a call; the arguments are written already.
type form func(args []string) (string, error)

// Dialects lists the names of the dialects.
func Dialects() []string { return []string{"duckdb", "snowflake"} }

// DialectOf finds a dialect by name.
func DialectOf(name string) (Dialect, bool) {
	switch name {
	case "duckdb":
		return DuckDB(), true
	case "snowflake":
		return Snowflake(), true
	}
	return Dialect{}, false
}

// DuckDB is the dialect that models of Splink on DuckDB are written in.
func DuckDB() Dialect {
	return Dialect{Name: "duckdb", log2: "log2({})", list: true, swaps: true}
}

// Snowflake says the same, as far as it can.
func Snowflake() Dialect {
	return Dialect{
		Name: "snowflake", folds: true, escapes: true, functions: snowflakeFunctions(), engine: []string{"jaro_winkler_similarity"}, log2: "log(2, {})",
		types: map[string]string{"hugeint": "number(38, 0)", "uinteger": "bigint", "ubigint": "number(20, 0)", "float": "double", "real": "double", "string": "varchar"},
	}
}

// bare is a name that needs no quotes.
var bare = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// given is a column of a table that somebody else has made.
func (d Dialect) given(column string) string {
	if d.folds && bare.MatchString(column) && !slices.Contains(reserved(), strings.ToLower(column)) {
		return column
	}
	return quote(column)
}

// reserved lists words that are no bare column names.
func reserved() []string {
	return strings.Fields("all alter and any as between by case cast check column connect constraint create cross current current_date delete distinct drop else exists false for from full grant group having in inner insert intersect into is join lateral left like minus natural not null of on or order qualify regexp revoke right rlike row rows sample select set some start table tablesample then to trigger true try_cast union unique update using values when where with")
}

// same is functions that are called alike on both engines.
func same() []string {
	return []string{
		"lower", "upper", "trim", "ltrim", "rtrim", "substr", "substring", "left", "right", "replace", "reverse", "length", "split_part",
		"abs", "floor", "ceil", "sqrt", "ln", "exp", "sin", "cos", "acos", "asin", "radians", "round", "coalesce", "nullif", "lpad",
	}
}

func snowflakeFunctions() map[string]form {
	out := map[string]form{
		// A whole number of hundredths, whatever the case of letters.
		"jaro_winkler_similarity": pattern(2, "(jarowinkler_similarity({0}, {1}) / 100)"),
		"levenshtein":             pattern(2, "editdistance({0}, {1})"),
		"editdist3":               pattern(2, "editdistance({0}, {1})"),
		"concat":                  concat,
		"strlen":                  pattern(1, "octet_length({0})"),
		"starts_with":             pattern(2, "startswith({0}, {1})"),
		"prefix":                  pattern(2, "startswith({0}, {1})"),
		"ends_with":               pattern(2, "endswith({0}, {1})"),
		"suffix":                  pattern(2, "endswith({0}, {1})"),
		"contains":                pattern(2, "contains({0}, {1})"),
		"regexp_matches":          pattern(2, "(regexp_instr({0}, {1}) > 0)"),
		"regexp_extract":          regexpExtract,
		"try_strptime":            tryStrptime,
		"strptime":                tryStrptime,
		"epoch":                   pattern(1, "date_part(epoch_second, {0})"),
		"greatest":                anyNumber("greatest_ignore_nulls"),
		"least":                   anyNumber("least_ignore_nulls"),
	}
	for _, name := range same() {
		out[name] = anyNumber(name)
	}
	return out
}

func anyNumber(name string) form {
	return func(args []string) (string, error) { return name + "(" + strings.Join(args, ", ") + ")", nil }
}

// pattern is a call of n arguments, which stand at {0}, {1}, ...
func pattern(n int, text string) form {
	return func(args []string) (string, error) {
		if len(args) != n {
			return "", fmt.Errorf("%d arguments where %d are needed", len(args), n)
		}
		var with []string
		for k, a := range args {
			with = append(with, fmt.Sprintf("{%d}", k), a)
		}
		return strings.NewReplacer(with...).Replace(text), nil
	}
}

// concat passes over nulls, as DuckDB's does.
func concat(args []string) (string, error) {
	out := make([]string, len(args))
	for k, a := range args {
		out[k] = "coalesce(" + a + ", '')"
	}
	return "concat(" + strings.Join(out, ", ") + ")", nil
}

// literal writes a text.
func (d Dialect) literal(s string) string {
	if d.escapes {
		s = strings.ReplaceAll(s, "\\", "\\\\")
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// trimmed takes off what is blank around a text, ends of lines among it.
func (d Dialect) trimmed(expression string) string {
	blank := "' '"
	for _, r := range []rune{9, 10, 11, 12, 13, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000} {
		blank += fmt.Sprintf(" || chr(%d)", r)
	}
	for r := 0x2000; r <= 0x200a; r++ {
		blank += fmt.Sprintf(" || chr(%d)", r)
	}
	return "trim(" + expression + ", " + blank + ")"
}

// regexpExtract is the empty text where nothing is found, and null for null.
func regexpExtract(args []string) (string, error) {
	if len(args) == 2 {
		args = append(args, "0")
	}
	if len(args) != 3 {
		return "", fmt.Errorf("%d arguments where 2 or 3 are needed", len(args))
	}
	found := fmt.Sprintf("regexp_substr(%s, %s, 1, 1, 'e', %s)", args[0], args[1], args[2])
	return fmt.Sprintf("iff(%s is null, null, coalesce(%s, ''))", args[0], found), nil
}

// tryStrptime knows the parts of a date that both engines have.
func tryStrptime(args []string) (string, error) {
	if len(args) != 2 || !strings.HasPrefix(args[1], "'") {
		return "", errors.New("a date's format that is no text")
	}
	format := strings.NewReplacer("%Y", "YYYY", "%m", "MM", "%d", "DD", "%H", "HH24", "%M", "MI", "%S", "SS").Replace(args[1])
	if strings.Contains(format, "%") {
		return "", fmt.Errorf("the date's format %s", args[1])
	}
	return fmt.Sprintf("try_to_timestamp_ntz(%s, %s)", args[0], format), nil
}

// portable is what every engine answers alike on folded text.
func portable() []string {
	return []string{"levenshtein", "lower", "upper", "trim", "substr", "substring", "left", "coalesce", "nullif", "length", "starts_with", swap}
}

// Portable says whether every engine gives these conditions the same answers on
// folded text; if not, differ names the functions that they do not share.
func Portable(conditions []*condition.Node) (differ []string) {
	known := portable()
	for _, c := range conditions {
		if said, less := slips(c); len(less) == 0 { // of one slip all engines have words
			c = said
		}
		c.Walk(func(n *condition.Node) {
			if n.Op == condition.Call && !slices.Contains(known, n.Name) {
				differ = append(differ, n.Name)
			}
			if n.Op == condition.Lambda || n.Op == condition.List || n.Op == condition.Index {
				differ = append(differ, "lists")
			}
		})
	}
	slices.Sort(differ)
	return slices.Compact(differ)
}
