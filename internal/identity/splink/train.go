package splink

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"scv"
	"scv/internal/identity/splink/condition"
)

// Training says how a model is learned from the data.
type Training struct {
	Deterministic []string // rules whose pairs are taken for matches; none: λ follows from the pairs of the model's rules
	Recall        float64  // the part of all matches that they are thought to find
	Rules         []string // one session of estimation each; none: chosen of the model's own
	Pairs         float64  // random pairs that u is learned from; 0 = 250,000; +Inf = all
	Seed          uint64
}

// Session is one estimation on the pairs of one rule.
type Session struct {
	Rule   string               `json:"rule"`
	Pairs  int64                `json:"pairs"` // that were learned from
	Rounds int                  `json:"rounds"`
	Rested bool                 `json:"rested"` // it came to rest before its last round
	Lambda float64              `json:"lambda"` // part of these pairs that match
	M      map[string][]float64 `json:"m"`      // by comparison and gamma; -1 = never seen
}

// Trained is a model that was learned, and how.
type Trained struct {
	Model    *Model
	Sessions []Session
	Random   int64 // pairs that u was learned from
	Notes    []string
}

const (
	defaultRandomPairs = 250_000
	sessionPairs       = 400_000 // above, a session learns from a part chosen by hash
	neverSeen          = 1e-6    // what a level counts as that a session did not see
)

// trainer learns one model.
type trainer struct {
	*job
	*learner
	t Training
}

// Train learns λ, m and u as Splink does: λ from deterministic rules, u from
// random pairs, m by expectation maximisation on the pairs of each rule, put
// together by median. The same records give the same model to the last bit.
func Train(ctx context.Context, in *Input, m *Model, t Training, o Options) (*Trained, error) {
	if t.Pairs == 0 {
		t.Pairs = defaultRandomPairs
	}
	if len(t.Rules) == 0 {
		t.Rules = chooseRules(m)
	}
	if len(t.Rules) == 0 {
		return nil, trainingError("", errors.New("the model has no rule of plain equalities to learn from"))
	}
	var extra []Rule
	for _, sql := range slices.Concat(t.Deterministic, t.Rules) {
		extra = append(extra, Rule{SQL: sql})
	}
	e, rules, err := newJob(ctx, in, m, extra, o)
	if err != nil {
		return nil, err
	}
	tr := &trainer{job: e, learner: newLearner(m), t: t}
	sure, own := rules[:len(t.Deterministic)], rules[len(t.Deterministic):]
	if err := tr.deterministic(ctx, sure); err != nil {
		return nil, err
	}
	if err := tr.random(ctx); err != nil {
		return nil, err
	}
	for _, r := range own {
		if err := tr.learn(ctx, r); err != nil {
			return nil, err
		}
	}
	if len(sure) == 0 {
		if err := tr.learnLambda(ctx); err != nil {
			return nil, err
		}
	}
	tr.out.Model = tr.trained()
	return tr.out, nil
}

func trainingError(subject string, err error) error {
	return &scv.Error{
		Code: scv.CodeSplinkTraining, Op: "train", Subject: subject, Err: err,
		Hint: "Name rules that bring likely matches together with --train-on, such as --train-on 'l.email = r.email'.",
	}
}

// chooseRules takes rules of plain equalities from the model, in order, until
// every comparison is learned in one of them, and a second one for the median.
func chooseRules(m *Model) (out []string) {
	missing := map[string]bool{}
	for _, c := range m.Comparisons {
		missing[c.Name] = true
	}
	for _, r := range m.Rules {
		n, err := condition.ParseRule(r.SQL)
		if err != nil || len(r.Explode) > 0 {
			continue
		}
		if _, ok := equalColumns(n); !ok {
			continue
		}
		useful := len(out) < 2
		for k := range m.Comparisons {
			if c := &m.Comparisons[k]; missing[c.Name] && !c.shares(n.Columns()) {
				useful = true
				delete(missing, c.Name)
			}
		}
		if useful {
			out = append(out, r.SQL)
		}
		if len(missing) == 0 && len(out) >= 2 {
			break
		}
	}
	return out
}

// shares says that a level of the comparison reads one of the columns.
func (c *Comparison) shares(columns []string) bool {
	for _, l := range c.Levels {
		n, err := condition.ParseLevel(l.SQL)
		if err != nil || condition.IsElse(l.SQL) {
			continue
		}
		for _, name := range n.Columns() {
			if slices.Contains(columns, name) {
				return true
			}
		}
	}
	return false
}

// deterministic takes the pairs of sure rules for a known part of all matches.
func (t *trainer) deterministic(ctx context.Context, rules []*rule) error {
	if len(rules) == 0 {
		return nil
	}
	if !(t.t.Recall > 0 && t.t.Recall <= 1) {
		return trainingError("recall of the deterministic rules", errors.New("not above 0 and at most 1"))
	}
	blocks, found := t.newBlocks(rules...), int64(0)
	if err := blocks.guard(t.o.AllPairs); err != nil {
		return err
	}
	err := t.each(ctx, "train: lambda", blocks, func(*batch) {}, func(b *batch) error {
		for _, n := range b.rules {
			found += n
		}
		return nil
	})
	all := t.in.pairs(t.m.Link)
	t.now.lambda = float64(found) / t.t.Recall / all
	if err == nil && (found == 0 || t.now.lambda >= 1) {
		return trainingError("deterministic rules", fmt.Errorf("%d pairs of %.0f with a recall of %v give no probability", found, all, t.t.Recall))
	}
	return err
}

// mix is a hash of two numbers and a seed (splitmix64's finish).
func mix(a, b, seed uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 ^ b*0xc2b2ae3d27d4eb4f ^ seed
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// share gives the hash below which a part of all lies.
func share(part float64) uint64 {
	if part >= 1 {
		return math.MaxUint64
	}
	return uint64(part * math.MaxUint64)
}
