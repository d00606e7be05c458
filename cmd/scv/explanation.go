package main

import (
	"fmt"
	"strings"

	"scv/internal/identity"
	"scv/internal/term"
)

// printExplanation shows the waterfall: what each comparison adds or takes away.
func (c *command) printExplanation(e *identity.Explanation) {
	s := c.outStyle()
	if e.SameCustomer {
		c.say("%s one customer: %s", s.Mark(term.Good), s.Strong(string(e.LeftCustomer)))
	} else {
		c.say("%s two customers: %s and %s", s.Mark(term.None), s.Strong(string(e.LeftCustomer)), s.Strong(string(e.RightCustomer)))
	}
	c.say("")
	if e.Party == "" {
		c.say("One is a person, the other an organisation: they are never compared.")
		return
	}
	t := term.Table{Header: []string{"", "left", "right", "found", "bits", "against │ for"}, Widest: 34}
	t.Add("before comparing", string(e.Left), string(e.Right), "", fmt.Sprintf("%+.1f", e.Prior), bar(e.Prior))
	for _, step := range e.Steps {
		if step.Level == "" {
			t.Add(step.Comparison, step.LeftValue, step.RightValue, "nothing to compare", "", "")
			continue
		}
		t.Add(step.Comparison, step.LeftValue, step.RightValue, found(step), fmt.Sprintf("%+.1f", step.Weight), bar(step.Weight))
	}
	t.Add("together", "", "", chance(e.Probability), fmt.Sprintf("%+.1f", e.Weight), bar(e.Weight))
	c.table(&t)
	c.printPath(e)
}

// found is a step's level, with how many records share the value.
func found(step identity.Step) string {
	if step.Records > 2 {
		return fmt.Sprintf("%s (%s records have it)", step.Level, term.Count(int64(step.Records)))
	}
	return step.Level
}

// chance writes a probability so that it is never more certain than it is.
func chance(p float64) string {
	switch {
	case p > 0.9999:
		return "more than 99.99 %"
	case p < 0.0001:
		return "less than 0.01 %"
	}
	return fmt.Sprintf("%.2f %%", p*100)
}

// printPath shows how the two came together where it was not by themselves, and
// why a pair that is alike is not one customer.
func (c *command) printPath(e *identity.Explanation) {
	switch {
	case e.SameCustomer && len(e.Path) > 1:
		c.say("")
		c.say("They are held together by other records of the customer:")
		for _, l := range e.Path {
			c.say("  %s ↔ %s  %+.1f bits", l.Left, l.Right, l.Weight)
			c.say("      %s", strings.ReplaceAll(l.Levels, "; ", ", "))
		}
	case !e.SameCustomer && e.Weight >= 0:
		c.say("")
		c.say("By themselves they are alike enough, but the other records of the two customers speak against it.")
	}
}
