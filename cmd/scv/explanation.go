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
	if d := e.Decided; d != nil {
		says := "different customers"
		if d.Same {
			says = "the same customer"
		}
		c.say("%s %s said on %s that they are %s: %s", s.Mark(term.Watch), d.Who, d.At.Format("2006-01-02"), says, d.Reason)
	}
	c.say("")
	if e.Party == "" {
		c.say("One is a person, the other an organisation: they are never compared.")
		return
	}
	c.say("left   %s", e.Left)
	c.say("right  %s", e.Right)
	c.say("")
	c.say("%s", s.Strong(c.stepLine("", "found", "bits", strings.Repeat(" ", 5)+"against │ for")))
	c.say("%s", c.stepLine("before comparing", "two taken at random", fmt.Sprintf("%+.1f", e.Prior), bar(e.Prior)))
	var silent []string
	for _, step := range e.Steps {
		if step.Level == "" {
			silent = append(silent, step.Comparison)
			continue
		}
		c.say("%s", c.stepLine(step.Comparison, step.Level, fmt.Sprintf("%+.1f", step.Weight), bar(step.Weight)))
		for _, line := range wrap(seen(step), lineWidth-2) {
			c.say("  %s", s.Dim(line))
		}
	}
	c.say("%s", s.Strong(c.stepLine("together", term.Chance(e.Probability), fmt.Sprintf("%+.1f", e.Weight), bar(e.Weight))))
	if len(silent) > 0 {
		c.say("")
		c.say("Nothing to compare: %s.", strings.Join(silent, ", "))
	}
	c.printPath(e)
}

// stepLine is a line of the waterfall: 78 columns, so that it stands on any terminal.
func (c *command) stepLine(name, found, bits, bar string) string {
	pad := func(text string, to int) string { return text + strings.Repeat(" ", max(0, to-term.Width(text))) }
	return strings.TrimRight(fmt.Sprintf("%s%s%6s  %s", pad(name, 19), pad(found, 25), bits, bar), " ")
}

// seen is what a comparison saw on both sides, once where they are the same, with
// how many records share it.
func seen(step identity.Step) string {
	text := step.LeftValue
	if step.LeftValue != step.RightValue {
		text += " ↔ " + step.RightValue
	}
	if step.Records > 2 {
		text += fmt.Sprintf(" (%s records have it)", term.Count(int64(step.Records)))
	}
	return text
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
