package project

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"scv/jinja"
)

func scalarNode(n ast.Node) *Node {
	out := place(n)
	switch n := n.(type) {
	case nil:
		return out
	case *ast.LiteralNode:
		out.Value = n.Value.Value
	case *ast.StringNode:
		out.Value = n.Value
		if n.Token.Type == token.StringType {
			out.Value, out.Plain = plainScalar(n.Value), true
		}
	case *ast.NullNode:
		out.Value = plainScalar(n.Token.Value)
	case *ast.MappingKeyNode:
		return scalarNode(n.Value)
	default:
		out.Value = plainScalar(n.GetToken().Value)
	}
	return out
}

// The forms of YAML 1.1 as Python's safe loader resolves them: `yes` is true,
// `010` is eight, `1e3` and `1:30.` are not what YAML 1.2 makes of them.
var (
	intForm   = regexp.MustCompile(`^[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$`)
	floatForm = regexp.MustCompile(`^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
)

func plainScalar(s string) jinja.Value {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return true
	case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return false
	}
	if !strings.ContainsAny(s[:1], "-+.0123456789") {
		return s
	}
	if intForm.MatchString(s) {
		return plainInt(s)
	}
	if floatForm.MatchString(s) {
		return plainFloat(s)
	}
	return s
}

func plainInt(s string) jinja.Value {
	digits := strings.ReplaceAll(strings.TrimLeft(s, "+-"), "_", "")
	base := 10
	switch {
	case strings.Contains(digits, ":"):
		return sexagesimal(s, digits)
	case strings.HasPrefix(digits, "0b"):
		digits, base = digits[2:], 2
	case strings.HasPrefix(digits, "0x"):
		digits, base = digits[2:], 16
	case len(digits) > 1 && digits[0] == '0':
		digits, base = digits[1:], 8
	}
	v, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return s
	}
	if s[0] == '-' {
		v.Neg(v)
	}
	if v.IsInt64() {
		return v.Int64()
	}
	return v
}

func sexagesimal(s, digits string) jinja.Value {
	var v int64
	for part := range strings.SplitSeq(digits, ":") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || v > math.MaxInt64/61 {
			return s
		}
		v = v*60 + n
	}
	if s[0] == '-' {
		v = -v
	}
	return v
}

func plainFloat(s string) jinja.Value {
	t := strings.ToLower(strings.ReplaceAll(s, "_", ""))
	switch t {
	case ".nan":
		return math.NaN()
	case ".inf", "+.inf":
		return math.Inf(1)
	case "-.inf":
		return math.Inf(-1)
	}
	f, err := strconv.ParseFloat(t, 64)
	if err != nil && !math.IsInf(f, 0) {
		return s
	}
	return f
}
