package command

import "strings"

// manyWords are the flags of dbt that take words up to the next flag:
// `--select a b c`.
var manyWords = map[string]bool{
	"-s": true, "--select": true, "-m": true, "--models": true, "--model": true, "--exclude": true, "--output-keys": true,
	"--resource-type": true, "--resource-types": true, "--exclude-resource-type": true, "--exclude-resource-types": true,
}

// Words repeats such a flag before each of its words, as other parsers of command
// lines want it.
func Words(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return append(out, args[i:]...)
		}
		if !manyWords[args[i]] {
			out = append(out, args[i])
			continue
		}
		name, found := args[i], false
		for i+1 < len(args) && !isFlag(args[i+1]) {
			i++
			out, found = append(out, name, args[i]), true
		}
		if !found {
			out = append(out, name)
		}
	}
	return out
}

// isFlag says whether a word begins a flag. A selection may begin with + or @,
// never with a dash.
func isFlag(s string) bool { return len(s) > 1 && strings.HasPrefix(s, "-") }
