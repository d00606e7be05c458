package spec

import (
	"slices"
	"strconv"
	"strings"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/profile"
)

// Version is the format's.
const Version = "1"

// Read reads a spec and checks all that can be checked without the records.
func Read(file string, content []byte) (*Spec, error) { return read(file, content, empty()) }

// empty is a spec that says nothing: what nobody has to write.
func empty() *Spec {
	return &Spec{Link: engine.Dedupe, Few: Few, Clusters: "linkage", Review: Review, Rules: map[string][]Rule{}, Comparisons: map[string][]Comparison{}, Survivorship: map[string]string{}}
}

// read reads what is written into a spec of what is not.
func read(file string, content []byte, into *Spec) (*Spec, error) {
	root, err := parse(file, content)
	if err != nil {
		return nil, err
	}
	if err := root.want("mapping", "a spec"); err != nil {
		return nil, err
	}
	into.File, into.places = file, map[string]int{}
	err = reader{into}.read(root)
	into.declare()
	return into, err
}

// declare gives a role to columns that are named and have none: that of the kind of
// comparison, else text.
func (s *Spec) declare() {
	add := func(word, role string) {
		name, _, _ := strings.Cut(word, ":")
		if name == "" || slices.Contains(vocabulary(), name) || slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return c.Name == name || strings.EqualFold(c.Name, word) }) {
			return
		}
		s.Columns = append(s.Columns, profile.Column{Name: name, Role: profile.Role(role), Reason: "a rule or a comparison names it"})
	}
	for _, party := range parties() {
		for _, c := range s.Comparisons[party] {
			role := string(profile.Text)
			if c.Kind == "identifier" || c.Kind == "category" {
				role = c.Kind
			}
			for _, w := range c.words() {
				add(w, role)
			}
		}
		for _, r := range s.Rules[party] {
			for _, w := range r.Words {
				add(w, string(profile.Text))
			}
		}
	}
	for _, w := range slices.Concat(s.Vetoes, s.MustLink) {
		add(w, string(profile.Text))
	}
}

type reader struct{ spec *Spec }

func (r reader) read(n *node) error {
	sections := map[string]func(*node) error{
		"version": func(n *node) error {
			if n.text != Version {
				return n.fault("Use the program that wrote it, or write version: 1.", "the version is %s, this program reads 1", n.text)
			}
			return nil
		},
		"link": r.link, "country": r.country, "columns": r.columns, "blocking": r.blocking, "comparisons": r.comparisons,
		"thresholds": r.thresholds, "vetoes": func(n *node) error { return r.held(n, "vetoes", &r.spec.Vetoes) }, "must_link": func(n *node) error { return r.held(n, "must_link", &r.spec.MustLink) },
		"clusters": r.clusters, "survivorship": r.survivorship,
	}
	known := []string{"version", "link", "country", "columns", "blocking", "comparisons", "thresholds", "vetoes", "must_link", "clusters", "survivorship"}
	if err := n.only(known...); err != nil {
		return err
	}
	if n.of["version"] == nil {
		return n.fault("Write version: 1.", "the version is missing")
	}
	for _, key := range known {
		if child := n.of[key]; child != nil {
			if err := sections[key](child); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r reader) link(n *node) error {
	types := []string{string(engine.Dedupe), string(engine.Link), string(engine.LinkAndDedupe)}
	if !slices.Contains(types, n.text) {
		return n.fault(nearest(n.text, types), "the link type %q is not known", n.text)
	}
	r.spec.Link, r.spec.places["link"] = engine.LinkType(n.text), n.line
	return nil
}

func (r reader) country(n *node) error {
	if len(n.text) != 2 {
		return n.fault("Write a code of two letters: AT.", "the country %q is not known", n.text)
	}
	r.spec.Country, r.spec.places["country"] = strings.ToUpper(n.text), n.line
	return nil
}

func (r reader) columns(n *node) error {
	if err := n.want("mapping", "columns"); err != nil {
		return err
	}
	for _, name := range n.keys {
		role := profile.Role(n.of[name].text)
		if !slices.Contains(profile.Roles(), string(role)) {
			return n.of[name].fault(nearest(string(role), profile.Roles()), "the role %q is not known", role)
		}
		if role.Single() && slices.ContainsFunc(r.spec.Columns, func(c profile.Column) bool { return c.Role == role }) {
			return n.of[name].fault("Make it text, identifier or category.", "a second column is %s", role)
		}
		r.spec.places["column "+name] = n.of[name].line
		r.spec.Columns = append(r.spec.Columns, profile.Column{Name: name, Role: role, Reason: "the spec says so"})
	}
	return nil
}

func (r reader) blocking(n *node) error {
	if err := n.want("mapping", "blocking"); err != nil {
		return err
	}
	if err := n.only("all_pairs_up_to", "person", "organisation"); err != nil {
		return err
	}
	if few := n.of["all_pairs_up_to"]; few != nil {
		v, err := strconv.Atoi(few.text)
		if err != nil || v < 0 || v > mostPairs {
			return few.fault("Write a number of records, 0 for never.", "all_pairs_up_to is %q: 0 to %d", few.text, mostPairs)
		}
		r.spec.Few = v
	}
	for _, party := range parties() {
		section := n.of[party]
		if section == nil {
			continue
		}
		if err := section.want("list", party); err != nil {
			return err
		}
		r.spec.Rules[party] = []Rule{}
		for _, item := range section.list {
			rule, err := readRule(item)
			if err != nil {
				return err
			}
			r.spec.places["rule "+rule.Name] = item.line
			r.spec.Rules[party] = append(r.spec.Rules[party], rule)
		}
	}
	return nil
}

func readRule(n *node) (Rule, error) {
	var rule Rule
	if err := n.want("mapping", "a rule"); err != nil {
		return rule, err
	}
	known := []string{"name", "last_resort"}
	for _, k := range block.Kinds() {
		known = append(known, string(k))
	}
	if err := n.only(known...); err != nil {
		return rule, err
	}
	for _, k := range block.Kinds() {
		if child := n.of[string(k)]; child != nil {
			if rule.Kind != "" {
				return rule, child.fault("Write two rules.", "the rule has both %s and %s", rule.Kind, k)
			}
			rule.Kind = k
			if err := words(child, &rule.Words); err != nil {
				return rule, err
			}
		}
	}
	if rule.Kind == "" {
		return rule, n.fault("Write one as in {all: [family_name, birth_date]}.", "the rule names no columns")
	}
	rule.Name = string(rule.Kind) + " " + strings.Join(rule.Words, ", ")
	if name := n.of["name"]; name != nil {
		rule.Name = name.text
	}
	rule.Last = n.of["last_resort"] != nil && n.of["last_resort"].text == "true"
	if _, err := block.NewRule(rule.Name, rule.Kind, rule.Last, rule.Words...); err != nil {
		return rule, n.fault("A form stands behind a colon: "+strings.Join(block.Forms(), ", ")+".", "rule %q: %v", rule.Name, err)
	}
	return rule, nil
}

func (r reader) held(n *node, key string, into *[]string) error {
	r.spec.places[key] = n.line
	return words(n, into)
}

// words reads a list of texts, or one.
func words(n *node, into *[]string) error {
	if n.kind == "text" {
		*into = []string{n.text}
		return nil
	}
	if err := n.want("list", "the value"); err != nil {
		return err
	}
	for _, item := range n.list {
		if item.text == "" {
			return item.fault("", "a name is expected here, not a %s", item.kind)
		}
		*into = append(*into, item.text)
	}
	return nil
}

func (r reader) thresholds(n *node) error {
	if err := n.want("mapping", "thresholds"); err != nil {
		return err
	}
	if err := n.only("auto", "review"); err != nil {
		return err
	}
	for key, into := range map[string]*float64{"auto": &r.spec.Auto, "review": &r.spec.Review} {
		child := n.of[key]
		if child == nil {
			continue
		}
		v, err := strconv.ParseFloat(child.text, 64)
		if err != nil {
			return child.fault("Thresholds are weights in bits: 0 is even odds, 10 a thousand to one.", "%s is no number", key)
		}
		*into = v
	}
	if !(r.spec.Review < r.spec.Auto) {
		return n.fault("From auto on two records are one, from review on a person is asked: write review lower than auto.", "the thresholds are the wrong way round: auto %v, review %v", r.spec.Auto, r.spec.Review)
	}
	return nil
}

func (r reader) clusters(n *node) error {
	if !slices.Contains(Methods(), n.text) {
		return n.fault(nearest(n.text, Methods()), "clusters cannot be made by %q", n.text)
	}
	r.spec.Clusters, r.spec.places["clusters"] = n.text, n.line
	return nil
}

func (r reader) survivorship(n *node) error {
	if err := n.want("mapping", "survivorship"); err != nil {
		return err
	}
	for _, word := range n.keys {
		how := n.of[word].text
		if !slices.Contains(SurvivorRules(), how) {
			return n.of[word].fault(nearest(how, SurvivorRules()), "a value cannot be chosen by %q", how)
		}
		r.spec.Survivorship[word], r.spec.places["survivorship "+word] = how, n.of[word].line
	}
	return nil
}

func (r reader) comparisons(n *node) error {
	if err := n.want("mapping", "comparisons"); err != nil {
		return err
	}
	if err := n.only(parties()...); err != nil {
		return err
	}
	for _, party := range n.keys {
		section := n.of[party]
		if err := section.want("list", party); err != nil {
			return err
		}
		for _, item := range section.list {
			c, err := readComparison(item, party)
			if err != nil {
				return err
			}
			r.spec.places["comparison "+c.Name] = item.line
			r.spec.Comparisons[party] = append(r.spec.Comparisons[party], c)
		}
		if len(section.list) > mostComparisons {
			return section.fault("Leave some out.", "%d comparisons: %d can be told apart", len(section.list), mostComparisons)
		}
	}
	return nil
}

func readComparison(n *node, party string) (Comparison, error) {
	var names []string
	for _, c := range compare.For(party) {
		names = append(names, c.Name)
	}
	if n.kind == "text" {
		if !slices.Contains(names, n.text) {
			return Comparison{}, n.fault(nearest(n.text, names), "there is no comparison %q of our own", n.text)
		}
		return Comparison{Name: n.text}, nil
	}
	c := Comparison{}
	if err := n.want("mapping", "a comparison"); err != nil {
		return c, err
	}
	if err := n.only("name", "kind", "column", "levels"); err != nil {
		return c, err
	}
	for key, into := range map[string]*string{"name": &c.Name, "kind": &c.Kind, "column": &c.Column} {
		if child := n.of[key]; child != nil {
			*into = child.text
		}
	}
	if c.Kind == "sql" {
		return c, readConditions(n, &c)
	}
	if c.Column == "" {
		return c, n.fault("Write column: and the name of a column.", "the comparison names no column")
	}
	if c.Name == "" {
		c.Name = c.Column
	}
	if n.of["levels"] != nil && c.Kind == "" {
		c.Kind = "levels"
	}
	if !slices.Contains(Kinds(), c.Kind) {
		return c, n.fault(nearest(c.Kind, Kinds()), "the kind %q is not known", c.Kind)
	}
	return c, readLevels(n, &c)
}

// readConditions reads the levels of a comparison in SQL.
func readConditions(n *node, c *Comparison) error {
	levels := n.of["levels"]
	if c.Name == "" || levels == nil {
		return n.fault(`Write {name: house, kind: sql, levels: [{name: same, when: "street_l = street_r"}]}.`, "a comparison of kind sql has a name and levels")
	}
	for _, item := range levels.list {
		if err := item.want("mapping", "a level"); err != nil {
			return err
		}
		if err := item.only("name", "when", "frequency"); err != nil {
			return err
		}
		s := compare.SQLStep{}
		for key, into := range map[string]*string{"name": &s.Name, "when": &s.When} {
			if child := item.of[key]; child != nil {
				*into = child.text
			}
		}
		if s.Name == "" || s.When == "" {
			return item.fault(`Write {name: same, when: "street_l = street_r"}.`, "a level has a name and a condition")
		}
		if err := readFrequency(item, &s.Rarity); err != nil {
			return err
		}
		if s.Rarity > 0 && c.Column == "" {
			return item.fault("Write column: and the column whose values are counted beside kind: sql.", "level %q counts frequencies, and the comparison names no column", s.Name)
		}
		if _, err := compare.SQL(c.Name, []compare.SQLStep{{Name: s.Name, When: s.When}}, "", strings.ToLower); err != nil {
			return item.fault("A column of the one record ends in _l, of the other in _r. The condition is SQL of DuckDB; functions that are not known here are refused.", "%v", err)
		}
		c.SQL = append(c.SQL, s)
	}
	if _, err := compare.SQL(c.Name, c.SQL, c.Column, strings.ToLower); err != nil {
		return levels.fault("Leave column: out, or write frequency: 1 at a level.", "%v", err)
	}
	return nil
}

// readFrequency reads how far the rarity of a value counts in a level.
func readFrequency(item *node, into *float64) error {
	child := item.of["frequency"]
	if child == nil {
		return nil
	}
	v, err := strconv.ParseFloat(child.text, 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return child.fault("frequency is 0 to 1: how far the rarity of a value counts.", "frequency is %q", child.text)
	}
	*into = v
	return nil
}

func readLevels(n *node, c *Comparison) error {
	levels := n.of["levels"]
	if (levels != nil) != (c.Kind == "levels") {
		return n.fault("Write kind: levels and the levels.", "levels and the kind %q do not go together", c.Kind)
	}
	if levels == nil {
		return nil
	}
	var measures []string
	for _, m := range compare.Measures() {
		measures = append(measures, m.Name)
	}
	for _, item := range levels.list {
		if err := item.only("name", "measure", "bound", "gram", "frequency"); err != nil {
			return err
		}
		s := compare.Step{}
		for key, into := range map[string]*string{"name": &s.Name, "measure": &s.Measure} {
			if child := item.of[key]; child != nil {
				*into = child.text
			}
		}
		if !slices.Contains(measures, s.Measure) {
			return item.fault(nearest(s.Measure, measures), "there is no measure %q", s.Measure)
		}
		if err := readFrequency(item, &s.Rarity); err != nil {
			return err
		}
		if child := item.of["bound"]; child != nil {
			v, err := strconv.ParseFloat(child.text, 64)
			if err != nil {
				return child.fault("The bound of a measure is a number.", "bound is %q", child.text)
			}
			s.Bound = v
		}
		if gram := item.of["gram"]; gram != nil {
			s.Gram, _ = strconv.Atoi(gram.text)
		}
		c.Levels = append(c.Levels, s)
	}
	if _, err := compare.Steps(c.Name, c.Column, c.Levels); err != nil {
		return levels.fault("", "%v", err)
	}
	return nil
}
