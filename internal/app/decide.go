package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/control"
	"scv/internal/identity"
)

// Saying is decisions that a person takes in one step.
type Saying struct {
	Kind   string // review, label, merge, unmerge
	Who    string
	Reason string
	Pairs  []identity.Decision // Left, Right and Same; the rest is filled in here
}

// Decide keeps decisions; they hold from the next run on. It gives the name by
// which they can be taken back, and refuses all of them when one cannot stand.
func (a *App) Decide(ctx context.Context, s Saying) (string, error) {
	standing, err := a.decisions(ctx)
	if err != nil {
		return "", err
	}
	if err := a.canStand(ctx, standing, s.Pairs); err != nil {
		return "", err
	}
	batch, at := newRunID(a.options.Now)(), a.options.Now()
	list := make([]control.Decision, len(s.Pairs))
	for k, p := range s.Pairs {
		pair := p.Pair()
		list[k] = control.Decision{
			Batch: batch, Kind: s.Kind, At: at, Who: s.Who, Reason: s.Reason, Verdict: control.Different,
			Left: string(pair[0]), Right: string(pair[1]),
		}
		if p.Same {
			list[k].Verdict = control.Same
		}
	}
	return batch, a.Control.AddDecisions(ctx, list)
}

// canStand refuses what names an unknown record, mixes people and organisations, or
// contradicts what stands and is not decided anew.
func (a *App) canStand(ctx context.Context, standing, said []identity.Decision) error {
	parties, err := a.partiesOf(ctx, said)
	if err != nil {
		return err
	}
	anew := map[[2]scv.RecordID]bool{}
	for _, p := range said {
		anew[p.Pair()] = true
		switch {
		case p.Left == p.Right:
			return notStanding(p, "it names one record twice")
		case parties[p.Left] == "" || parties[p.Right] == "":
			return notStanding(p, "the published version lacks a record of it")
		case p.Same && parties[p.Left] != parties[p.Right]:
			return notStanding(p, "one is a person, the other an organisation")
		}
	}
	all := slices.DeleteFunc(slices.Clone(standing), func(p identity.Decision) bool { return anew[p.Pair()] })
	if bad := identity.Contradictions(append(all, said...)); len(bad) > 0 {
		return notStanding(bad[0], "these two are said to be different, and a chain of decisions holds them together")
	}
	return nil
}

func notStanding(p identity.Decision, why string) error {
	return &scv.Error{Code: scv.CodeDecision, Op: "decide", Subject: string(p.Left) + " and " + string(p.Right), Err: errors.New(why)}
}

// partiesOf tells of the records of pairs which are people and which are not.
func (a *App) partiesOf(ctx context.Context, pairs []identity.Decision) (map[scv.RecordID]string, error) {
	var ids []scv.RecordID
	for _, p := range pairs {
		ids = append(ids, p.Left, p.Right)
	}
	return identity.Parties(ctx, a.Warehouse, ids)
}

// decisions gives what stands, for the matching.
func (a *App) decisions(ctx context.Context) ([]identity.Decision, error) {
	list, err := a.Control.Standing(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]identity.Decision, len(list))
	for k, d := range list {
		out[k] = identity.Decision{
			Left: scv.RecordID(d.Left), Right: scv.RecordID(d.Right), Same: d.Verdict == control.Same, Who: d.Who, At: d.At, Reason: d.Reason,
		}
	}
	return out, nil
}

// decisionDigest is the digest of what stands, and of a model that was trained, "" for
// nothing: a version follows from them.
func (a *App) decisionDigest(ctx context.Context) (string, error) {
	list, err := a.decisions(ctx)
	if err != nil {
		return "", err
	}
	trained, err := identity.TrainedStamp(ctx, a.Warehouse)
	return digestOf(trained, list), err
}

func digestOf(trained string, list []identity.Decision) string {
	if len(list) == 0 {
		return trained
	}
	h := sha256.New()
	fmt.Fprint(h, trained)
	for _, d := range list {
		fmt.Fprintf(h, "%q %q %t\n", d.Left, d.Right, d.Same)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Decisions lists every decision there ever was, oldest first.
func (a *App) Decisions(ctx context.Context) ([]control.Decision, error) {
	return a.Control.Decisions(ctx)
}

// TakeBack undoes decisions that were taken in one step: each pair is again as it
// was said to be before, if it was. It gives the name of the undoing.
func (a *App) TakeBack(ctx context.Context, batch, who, reason string) (string, error) {
	all, err := a.Control.Decisions(ctx)
	if err != nil {
		return "", err
	}
	before, newest := map[[2]string]string{}, map[[2]string]string{}
	var undone []control.Decision
	for _, d := range all {
		pair := [2]string{d.Left, d.Right}
		if d.Batch == batch {
			undone = append(undone, d)
		} else if len(undone) == 0 {
			before[pair] = d.Verdict
		}
		newest[pair] = d.Batch
	}
	if len(undone) == 0 {
		return "", &scv.Error{Code: scv.CodeDecision, Op: "undo", Subject: batch, Err: errors.New("there is no such decision")}
	}
	name, at := newRunID(a.options.Now)(), a.options.Now()
	var list []control.Decision
	for _, d := range undone {
		pair := [2]string{d.Left, d.Right}
		if newest[pair] != batch { // decided again since
			continue
		}
		verdict := before[pair]
		if verdict == "" {
			verdict = control.TakenBack
		}
		list = append(list, control.Decision{Batch: name, Kind: "undo", At: at, Who: who, Reason: reason, Left: d.Left, Right: d.Right, Verdict: verdict})
	}
	if len(list) == 0 {
		return "", &scv.Error{Code: scv.CodeDecision, Op: "undo", Subject: batch, Err: errors.New("every pair of it was decided again since, or taken back")}
	}
	return name, a.Control.AddDecisions(ctx, list)
}

// ReviewQueue gives what is worth a look, the most worthful first.
func (a *App) ReviewQueue(ctx context.Context, limit int) ([]identity.Question, error) {
	standing, err := a.decisions(ctx)
	if err != nil {
		return nil, err
	}
	return identity.Queue(ctx, a.Warehouse, standing, limit)
}

// Merge is a decision that customers are one.
type Merge struct {
	Decision   string              `json:"decision"`             // by which it can be taken back
	Redirected []identity.Redirect `json:"redirected,omitempty"` // ids that were asked for, and who answers for them now
}

// MergeCustomers says that all records of the customers are one. An id that was merged
// away before stands for the customer that answers for it now.
func (a *App) MergeCustomers(ctx context.Context, ids []scv.CustomerID, who, reason string) (Merge, error) {
	var m Merge
	var customers []scv.CustomerID
	var records []scv.RecordID
	for _, id := range ids {
		s, err := identity.FindCustomer(ctx, a.Warehouse, id)
		if err != nil {
			return m, err
		}
		if s.Redirect != nil {
			m.Redirected = append(m.Redirected, *s.Redirect)
		}
		if slices.Contains(customers, s.Customer) {
			return m, alreadyOne(s, m.Redirected)
		}
		of, err := identity.RecordsOf(ctx, a.Warehouse, s.Customer)
		if err != nil {
			return m, err
		}
		customers, records = append(customers, s.Customer), append(records, of...)
	}
	s := Saying{Kind: "merge", Who: who, Reason: reason}
	for k := range records[1:] {
		s.Pairs = append(s.Pairs, identity.Decision{Left: records[k], Right: records[k+1], Same: true})
	}
	var err error
	m.Decision, err = a.Decide(ctx, s)
	return m, err
}

// alreadyOne says that a customer is named twice, be it by ids that lead to it.
func alreadyOne(s identity.Subject, redirected []identity.Redirect) error {
	why, hint := "it is named twice", "Name two customers: `scv customer search WORDS` lists them."
	for _, r := range redirected {
		if r.To == s.Customer {
			hint = "They are one customer already: there is nothing to merge."
			why += "; " + r.String()
		}
	}
	return &scv.Error{Code: scv.CodeDecision, Op: "merge", Subject: string(s.Customer), Err: errors.New(why), Hint: hint}
}

// UnmergeRecords says that records are none of the customer's others, and one among
// themselves.
func (a *App) UnmergeRecords(ctx context.Context, records []scv.RecordID, who, reason string) (string, error) {
	first, err := identity.Find(ctx, a.Warehouse, string(records[0]))
	if err != nil {
		return "", err
	}
	customer := first.Customer
	if first.Record == "" {
		return "", &scv.Error{
			Code: scv.CodeDecision, Op: "unmerge", Subject: string(records[0]), Err: errors.New("it is a customer, not a record"),
			Hint: "Name the records that are not its: `scv customer show " + string(customer) + "` lists them.",
		}
	}
	all, err := identity.RecordsOf(ctx, a.Warehouse, customer)
	if err != nil {
		return "", err
	}
	s := Saying{Kind: "unmerge", Who: who, Reason: reason}
	for k, r := range records {
		if !slices.Contains(all, r) {
			return "", &scv.Error{Code: scv.CodeDecision, Op: "unmerge", Subject: string(r), Err: fmt.Errorf("it is no record of %s, the customer of the first", customer)}
		}
		if k > 0 {
			s.Pairs = append(s.Pairs, identity.Decision{Left: records[k-1], Right: r, Same: true})
		}
		for _, other := range all {
			if !slices.Contains(records, other) {
				s.Pairs = append(s.Pairs, identity.Decision{Left: r, Right: other})
			}
		}
	}
	if len(records) == len(all) {
		return "", &scv.Error{Code: scv.CodeDecision, Op: "unmerge", Subject: string(customer), Err: errors.New("these are all its records: nothing would be left")}
	}
	return a.Decide(ctx, s)
}
