package main

import (
	"fmt"
	"math"
	"strings"

	"scv/internal/identity"
	"scv/internal/term"
)

// printExplanation shows the waterfall: what each comparison adds or takes away.
func (c *command) printExplanation(e *identity.Explanation) {
	s := c.outStyle()
	mark := term.None
	if e.SameCustomer {
		mark = term.Good
	}
	c.sayRedirected(e.Redirected)
	c.say("%s %s", s.Mark(mark), s.Strong(e.Verdict()))
	if d := e.Decided; d != nil {
		says := "different customers"
		if d.Same {
			says = "the same customer"
		}
		c.say("%s %s said on %s that they are %s: %s", s.Mark(term.Watch), d.Who, d.At.Format("2006-01-02"), says, d.Reason)
	}
	c.say("")
	if e.Party == "" {
		c.sayAll(e.Because())
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
		c.printStep(step)
	}
	c.say("%s", s.Strong(c.stepLine("together", term.Chance(e.Probability), fmt.Sprintf("%+.1f", e.Weight), bar(e.Weight))))
	if len(silent) > 0 {
		c.say("")
		c.say("Nothing to compare: %s.", strings.Join(silent, ", "))
	}
	c.printPath(e)
}

// printStep shows what one comparison found and what it is worth.
func (c *command) printStep(step identity.Step) {
	s := c.outStyle()
	found, more := step.Level, ""
	if term.Width(found) >= foundWidth { // as those of other programs are: it stands below
		found, more = "", step.Level
	}
	c.say("%s", c.stepLine(step.Comparison, found, fmt.Sprintf("%+.1f", step.Weight), bar(step.Weight)))
	for _, line := range term.Wrap(more, lineWidth-2) {
		c.say("  %s", line)
	}
	if math.Abs(step.Frequency) >= .05 {
		c.say("%s", s.Dim(c.stepLine("", "  of that, how rare", fmt.Sprintf("%+.1f", step.Frequency), "")))
	}
	for _, line := range term.Wrap(step.Seen(), lineWidth-2) {
		c.say("  %s", s.Dim(line))
	}
}

// foundWidth is the room for what was found.
const foundWidth = 25

// stepLine is a line of the waterfall: 78 columns, so that it stands on any terminal.
func (c *command) stepLine(name, found, bits, bar string) string {
	pad := func(text string, to int) string { return text + strings.Repeat(" ", max(0, to-term.Width(text))) }
	return strings.TrimRight(fmt.Sprintf("%s%s%6s  %s", pad(name, 19), pad(found, foundWidth), bits, bar), " ")
}

// printPath shows how the two came together where it was not by themselves, and
// why a pair that is alike is not one customer.
func (c *command) printPath(e *identity.Explanation) {
	if why := e.Because(); len(why) > 0 {
		c.say("")
		c.sayAll(why)
	}
	if len(e.Path) > 1 {
		c.printLinks(e.Path)
	}
}

// sayRedirected tells who answers for the ids that were asked for.
func (c *command) sayRedirected(list []identity.Redirect) {
	for _, r := range list {
		c.sayAll([]string{r.String()})
	}
}

// sayWatch tells what to be careful about.
func (c *command) sayWatch(text string) {
	for k, line := range term.Wrap(text, lineWidth-2) {
		c.say("%s %s", map[bool]string{true: c.outStyle().Mark(term.Watch), false: " "}[k == 0], line)
	}
}

func (c *command) sayAll(sentences []string) {
	for _, text := range sentences {
		for _, line := range term.Wrap(text, lineWidth) {
			c.say("%s", line)
		}
	}
}

func (c *command) printLinks(links []identity.Link) {
	for _, l := range links {
		c.sayLink("  ", l)
		found := l.Rule
		if found == "" {
			found = "no rule: compared inside the group"
		}
		for _, line := range term.Wrap(strings.ReplaceAll(l.Levels, "; ", ", ")+"; found by "+found, lineWidth-6) {
			c.say("      %s", c.outStyle().Dim(line))
		}
	}
}

// sayLink names the two records and what they are worth, in two lines where the names
// are long.
func (c *command) sayLink(before string, l identity.Link) {
	worth := fmt.Sprintf("  %+.1f bits%s", l.Weight, decidedText(l))
	if one := fmt.Sprintf("%s%s ↔ %s%s", before, l.Left, l.Right, worth); term.Width(one) <= lineWidth {
		c.say("%s", one)
		return
	}
	c.say("%s%s", before, l.Left)
	c.say("%s↔ %s%s", strings.Repeat(" ", len(before)), l.Right, worth)
}

func decidedText(l identity.Link) string {
	switch {
	case l.Decided:
		return ", by a person"
	case l.MustLink != "":
		return ", by must_link " + l.MustLink
	}
	return ""
}

// printMembership shows what holds a record in its customer, or a customer together.
func (c *command) printMembership(m *identity.Membership) {
	s := c.outStyle()
	c.sayRedirected(m.Redirected)
	c.say("%s %s of %s", s.Mark(term.Good), counted(len(m.Records), "record"), s.Strong(string(m.Customer)))
	if len(m.Records) == 1 {
		c.say("It is alone: nothing has to hold it.")
		return
	}
	about := []string{fmt.Sprintf("The record that the others are most like is %s.", m.Heart)}
	if m.Record != "" {
		about = append(about, fmt.Sprintf("Between %s and all others the pairs have %+.1f bits on average.", m.Record, m.Average))
	}
	c.sayAll(about)
	links, title := m.Links, "The strongest links that reach every record"
	if len(m.Path) > 0 {
		links, title = m.Path, "The strongest way from it to there"
	}
	c.say("")
	c.say("%s", s.Strong(title))
	c.printLinks(links)
	c.say("")
	c.say("%s", s.Strong("The weakest of them"))
	c.sayLink("  ", *m.Weakest)
	c.printWithout(m)
}

// printWithout says what would come apart if the weakest link were held to be none.
func (c *command) printWithout(m *identity.Membership) {
	if len(m.Without) < 2 {
		c.say("Without it nothing would come apart: other pairs hold the records together.")
		return
	}
	c.say("Without it there would be %s:", counted(len(m.Without), m.Word()))
	for _, part := range m.Without {
		var names []string
		for _, id := range part {
			names = append(names, string(id))
		}
		for k, line := range term.Wrap(strings.Join(names, ", "), lineWidth-4) {
			c.say("%s%s", map[bool]string{true: "  - ", false: "    "}[k == 0], line)
		}
	}
}
