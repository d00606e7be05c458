package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Notes are what is said of the parts of a spec beside them, as comments.
type Notes struct {
	Head  []string          // above everything
	Rules map[string]string // by party and rule: "person e-mail"
	// Of a home alone:
	Columns      []string          // above the columns
	Comparisons  map[string]string // by party and comparison
	Survivorship map[string]string // by attribute
}

// YAML writes a spec. Read gives it back.
func (s *Spec) YAML(notes Notes) string {
	var b strings.Builder
	for _, line := range notes.Head {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	fmt.Fprintf(&b, "version: 1\nlink: %s\n", s.Link)
	if s.Country != "" {
		fmt.Fprintf(&b, "country: %s\n", s.Country)
	}
	columns := notes.Columns
	if columns == nil {
		columns = []string{"What each column says, and why it is thought so."}
	}
	fmt.Fprintf(&b, "\n# %s\ncolumns:\n", strings.Join(columns, "\n# "))
	for _, c := range s.Columns {
		fmt.Fprintf(&b, "  %s: %s # %s\n", quote(c.Name), c.Role, strings.Join(strings.Fields(c.Reason), " "))
	}
	fmt.Fprintf(&b, "\n# Which pairs are looked at: those that a rule makes, under the first that does.\nblocking:\n  all_pairs_up_to: %d # records; then the rest is compared, too\n", s.Few)
	for _, party := range parties() {
		s.writeRules(&b, party, notes)
	}
	s.writeComparisons(&b, notes)
	fmt.Fprintf(&b, "\n# Weights in bits: 0 is even odds, 10 a thousand to one. From auto on two records are\n# one, between review and auto a person is asked.\nthresholds: {auto: %v, review: %v}\nclusters: %s\n", s.Auto, s.Review, s.Clusters)
	for _, k := range []struct {
		key  string
		list []string
	}{{"vetoes", s.Vetoes}, {"must_link", s.MustLink}} {
		if len(k.list) > 0 {
			fmt.Fprintf(&b, "%s: %s\n", k.key, flow(k.list))
		}
	}
	s.writeSurvivorship(&b, notes)
	return b.String()
}

func (s *Spec) writeSurvivorship(b *strings.Builder, notes Notes) {
	if len(s.Survivorship) == 0 {
		return
	}
	b.WriteString("\n# Which of a customer's records gives the golden value of an attribute.\nsurvivorship:\n")
	for _, w := range slices.Sorted(maps.Keys(s.Survivorship)) {
		note := ""
		if notes.Survivorship[w] != "" {
			note = " # " + notes.Survivorship[w]
		}
		fmt.Fprintf(b, "  %s: %s%s\n", quote(w), s.Survivorship[w], note)
	}
}

func (s *Spec) writeRules(b *strings.Builder, party string, notes Notes) {
	rules, ok := s.Rules[party]
	if !ok {
		return
	}
	if len(rules) == 0 {
		fmt.Fprintf(b, "  %s: []\n", party)
		return
	}
	fmt.Fprintf(b, "  %s:\n", party)
	for _, r := range rules {
		last := ""
		if r.Last {
			last = ", last_resort: true"
		}
		line := fmt.Sprintf("    - {name: %s, %s: %s%s}", quote(r.Name), r.Kind, flow(r.Words), last)
		if note := notes.Rules[party+" "+r.Name]; note != "" {
			line += " # " + note
		}
		b.WriteString(line + "\n")
	}
}

func (s *Spec) writeComparisons(b *strings.Builder, notes Notes) {
	if len(s.Comparisons) == 0 {
		return
	}
	b.WriteString("\n# How pairs are compared. What a level is worth is learned from the records.\ncomparisons:\n")
	for _, party := range parties() {
		list, ok := s.Comparisons[party]
		if !ok {
			continue
		}
		if len(list) == 0 {
			fmt.Fprintf(b, "  %s: []\n", party)
			continue
		}
		fmt.Fprintf(b, "  %s:\n", party)
		for _, c := range list {
			writeComparison(b, c, notes.Comparisons[party+" "+c.Name])
		}
	}
}

func writeComparison(b *strings.Builder, c Comparison, note string) {
	if note != "" {
		note = " # " + note
	}
	if c.Kind == "" {
		fmt.Fprintf(b, "    - %s%s\n", quote(c.Name), note)
		return
	}
	fmt.Fprintf(b, "    - {name: %s, kind: %s", quote(c.Name), c.Kind)
	if c.Column != "" {
		fmt.Fprintf(b, ", column: %s", quote(c.Column))
	}
	var levels []string
	for _, l := range c.SQL {
		often := ""
		if l.Rarity > 0 {
			often = fmt.Sprintf(", frequency: %v", l.Rarity)
		}
		levels = append(levels, fmt.Sprintf("{name: %s, when: %s%s}", quote(l.Name), quote(l.When), often))
	}
	for _, l := range c.Levels {
		levels = append(levels, fmt.Sprintf("{name: %s, measure: %s, bound: %v, gram: %d, frequency: %v}", quote(l.Name), l.Measure, l.Bound, l.Gram, l.Rarity))
	}
	if len(levels) > 0 {
		fmt.Fprintf(b, ", levels: [%s]", strings.Join(levels, ", "))
	}
	b.WriteString("}" + note + "\n")
}

func flow(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, quote(s))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// quote writes a text so that YAML reads it back as it is.
func quote(s string) string {
	plain := s != ""
	for i := range len(s) {
		c := s[i]
		plain = plain && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || i > 0 && (c >= '0' && c <= '9' || c == ' ' && i < len(s)-1 || c == '-'))
	}
	if plain && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}, strings.ToLower(s)) {
		return s
	}
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	return `"` + r.Replace(s) + `"`
}
