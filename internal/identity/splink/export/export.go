package export

import (
	"fmt"
	"slices"
	"strings"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
)

// Source is what one party is matched by.
type Source struct {
	Set         *record.Set
	Rules       []block.Rule
	Index       *block.Index // of the rules over the set
	Every       bool         // all pairs are compared, whatever the rules
	Comparisons []compare.Comparison
	Model       *score.Model
	Records     int // in which values were counted
	Link        engine.LinkType
	IDColumn    string
}

// Exported is a model of Splink and the columns that it reads.
type Exported struct {
	Model   *splink.Model
	Own     *splink.Model    // its rules and the comparisons that are ours, which Levels and Classes are of
	Columns []*record.Column // as the model calls them
	Notes   []Note
	Levels  [][]Level // by comparison: the levels of its gammas, the lowest first
	Classes Classes
	Rules   []int // by rule of the model: the place of ours; one more for all pairs
}

// Classes are what the weights of three classes follow from: log2 of λ∏m through the sum
// of those of households and strangers (score).
type Classes struct {
	Lambda, Household float64
	Records           int // in which values are counted
	Comparisons       []Class
}

// Class is a comparison among Classes.
type Class struct {
	Column string  // of the table, whose values are counted; "" = none
	Base   float64 // u of the strongest level of ours: how frequent a value is thought to be
	Shared bool    // as of two people who live together
}

// Parts of a model that Splink counts in another way, and SQL need not.
const (
	PartClasses = "classes"
	PartRarity  = "rarity"
)

// Note says what the model says otherwise than ours, or not at all.
type Note struct {
	Part string `json:"part"` // "rule e-mail", "comparison address"
	Why  string `json:"why"`
}

// Level is what a gamma stands for.
type Level struct {
	Grades  []compare.Grade // those of ours that it takes in
	M, H, U float64
	Rarity  float64 // of the first of them, where its column is said; 0 = how rare a value is does not count
}

// ground is what a frequency of Splink is held to, so that a rare value of few records
// is worth no more than here: that many imagined records have the value.
const ground = score.Ground

type exporter struct {
	Source
	out    *Exported
	names  *names
	called *names   // of comparisons
	rarity bool     // counts in a comparison
	rares  []string // by comparison: the set's column whose values count; "" = none
}

// Write gives a model of ours as one of Splink.
func Write(s Source) (*Exported, error) {
	e := &exporter{Source: s, names: newNames(s.IDColumn), called: newNames(""), out: &Exported{Model: &splink.Model{
		Link: string(s.Link), Lambda: s.Model.Lambda / (1 - s.Model.Household), IDColumn: s.IDColumn, SourceColumn: "source_dataset", FactorPrefix: "bf_", GammaPrefix: "gamma_",
		FrequencyPrefix: "tf_", Version: 4, KeepMatching: true, Convergence: 1e-4, Rounds: 25, Dialect: "duckdb",
	}}}
	e.out.Classes = Classes{Lambda: s.Model.Lambda, Household: s.Model.Household, Records: s.Records}
	for k := range s.Comparisons {
		if err := e.comparison(k); err != nil {
			return nil, err
		}
	}
	own := *e.out.Model
	if s.Model.Household > 0 {
		e.household()
	}
	for k, r := range s.Rules {
		e.rule(k, r)
	}
	if s.Every {
		e.says(len(s.Rules), "1=1")
		e.note("all pairs", "the records are few, so that every pair is compared; leave the rule 1=1 out for more of them")
	}
	if e.rarity {
		e.note(PartRarity, "how rare a value is counts by its part of the values, as Splink counts it, not by how many others have it")
	}
	if s.Model.Household > 0 {
		e.note(PartClasses, "pairs of one household and strangers are one class there; a comparison more, %s, takes off in steps of a bit or two what a household shares", HouseholdName)
	}
	own.Rules = e.out.Model.Rules
	e.out.Own = &own
	return e.out, nil
}

func (e *exporter) note(part, format string, args ...any) {
	e.out.Notes = append(e.out.Notes, Note{part, fmt.Sprintf(format, args...)})
}

func (e *exporter) says(k int, rule string) {
	e.out.Rules = append(e.out.Rules, k)
	e.out.Model.Rules = append(e.out.Model.Rules, splink.Rule{SQL: rule, Dialect: "duckdb"})
}

// rule says a rule by the columns of its parts; where too many records share a key, or
// it has no such form, by the numbers of its blocks, so that it makes the same pairs.
func (e *exporter) rule(k int, r block.Rule) {
	sql, columns := r.Say(e.Set, e.names.of)
	if whole := e.Index.Whole(k); sql == "" || !whole {
		if sql, columns = e.Index.Blocks(k, fmt.Sprintf("block_%d_%s", k+1, plain(r.Name)), e.names.of); sql == "" {
			return // it makes no pair
		}
		why := "the keys of " + string(r.Kind) + " have no form as SQL"
		if !whole {
			why = "too many records share a key, so that its blocks are divided"
		}
		e.note("rule "+r.Name, "%s: it goes by columns of the table, which are of these records alone", why)
	}
	for _, c := range columns {
		e.add(c)
	}
	for _, part := range r.Parts {
		if e.Set.Has(part) && strings.Contains(sql, e.names.of(part)) {
			e.add(e.Set.Column(part))
		}
	}
	e.says(k, sql)
}

// add takes a column into the table, once.
func (e *exporter) add(c *record.Column) {
	name := e.names.of(c.Name)
	for _, known := range e.out.Columns {
		if known.Name == name {
			return
		}
	}
	e.out.Columns = append(e.out.Columns, &record.Column{Name: name, Codes: c.Codes, Dict: c.Dict})
}

func (e *exporter) comparison(k int) error {
	c := e.Comparisons[k]
	said, err := c.Say(e.Set, e.names.of)
	if err != nil {
		return err
	}
	for _, why := range said.Differs {
		e.note("comparison "+c.Name, "%s", why)
	}
	for _, name := range c.Columns {
		if e.Set.Has(name) {
			e.add(e.Set.Column(name))
		}
	}
	for _, d := range said.Derived {
		e.add(d)
	}
	levels := e.levels(k, said)
	rare := e.rare(k, said, levels)
	e.rares = append(e.rares, rare)
	class := Class{Base: e.Model.Comparisons[k].Levels[0].U, Shared: c.Shared}
	if rare != "" {
		class.Column = e.names.of(rare)
	}
	e.out.Classes.Comparisons = append(e.out.Classes.Comparisons, class)
	out := splink.Comparison{Name: e.called.of(c.Name), Description: c.Name}
	at := len(levels) - 1
	for _, s := range said.Conditions {
		l := splink.Level{SQL: s.When, Label: "no value", Null: s.Grade == compare.Null}
		if !l.Null {
			l = e.level(k, s.When, &levels[at], rare, levels[len(levels)-1])
			at--
		}
		out.Levels = append(out.Levels, l)
	}
	out.Levels = append(out.Levels, e.level(k, "ELSE", &levels[0], "", levels[0]))
	e.out.Model.Comparisons, e.out.Levels = append(e.out.Model.Comparisons, out), append(e.out.Levels, levels)
	return nil
}

// levels puts together what each gamma stands for, the lowest first.
func (e *exporter) levels(k int, said compare.Said) []Level {
	learned, own := e.Model.Comparisons[k].Levels, e.Comparisons[k].Levels
	taken := map[compare.Grade]bool{}
	for _, s := range said.Conditions {
		taken[s.Grade] = true
	}
	taken[compare.Grade(len(learned))] = true // what no condition holds for
	var out []Level
	var folded Level
	for g := compare.Grade(1); int(g) <= len(learned); g++ {
		l := learned[g-1]
		folded.Grades = append(folded.Grades, g)
		folded.M, folded.H, folded.U = folded.M+l.M, folded.H+l.H, folded.U+l.U
		if !taken[g] {
			continue
		}
		folded.Rarity = own[g-1].Rarity
		out = append([]Level{folded}, out...)
		folded = Level{}
	}
	return out
}

// rare is the column whose frequencies count; "" where its equality is not the first
// level, which Splink goes by.
func (e *exporter) rare(k int, said compare.Said, levels []Level) string {
	c := e.Comparisons[k]
	if !c.Rare() {
		return ""
	}
	top := levels[len(levels)-1].Grades
	if said.Rare == "" || len(top) != 1 || top[0] != 1 || said.FirstIsNot(said.Rare, e.names.of) {
		e.note("comparison "+c.Name, "how rare a value is does not count: no single column stands for it")
		for n := range levels {
			levels[n].Rarity = 0
		}
		return ""
	}
	e.rarity = true
	return said.Rare
}

// level writes a level with the m of one customer and the u of strangers.
func (e *exporter) level(k int, when string, l *Level, rare string, exact Level) splink.Level {
	m, u := l.M, l.U
	out := splink.Level{SQL: when, M: &m, U: &u, TFWeight: 1}
	for n, g := range l.Grades {
		if n > 0 {
			out.Label += ", "
		}
		out.Label += e.Model.Comparisons[k].Levels[g-1].Name
	}
	if rare != "" && l.Rarity > 0 {
		out.TF, out.TFWeight = e.names.of(rare), l.Rarity
		out.TFMinimum = e.least(exact.U)
	}
	return out
}

// least is the frequency that the rarest value is held to, of a level of that u.
func (e *exporter) least(u float64) float64 {
	return ground * u / (max(float64(e.Records)-2, 0) + ground)
}

// Input is the table as it is read again: every column is text.
func (x *Exported) Input(ids []string, sources []string, source []int32) (*splink.Input, error) {
	var columns []*native.Column
	for _, c := range x.Columns {
		texts := make([]string, c.Len())
		for code := range texts {
			texts[code] = c.Value(int32(code))
		}
		n, err := native.NewColumn(c.Name, native.TextKind, c.Codes, texts)
		if err != nil {
			return nil, err
		}
		columns = append(columns, n)
	}
	in := &splink.Input{Frame: native.NewFrame(len(ids), columns...), IDs: ids}
	if x.Model.Link != string(engine.Dedupe) {
		in.Sources, in.Source = sources, source
	}
	return in, nil
}

// Pattern is what gammas stand for; a level that takes in several of ours stands for the
// one that has a condition.
func (x *Exported) Pattern(gammas []int8) (p compare.Pattern) {
	for k, gamma := range gammas {
		if gamma >= 0 {
			grades := x.Levels[k][gamma].Grades
			p = p.Graded(k, grades[len(grades)-1])
		}
	}
	return p
}

// Gamma is what the model has for a grade of a comparison, if the two judge alike.
func (x *Exported) Gamma(k int, g compare.Grade) int8 {
	for gamma, l := range x.Levels[k] {
		if slices.Contains(l.Grades, g) {
			return int8(gamma)
		}
	}
	return -1
}
