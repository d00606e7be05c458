package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/readiness"
	"scv/internal/term"
)

// lineWidth is what the checklist is wrapped to: a plain terminal.
const lineWidth = 80

// printChecklist shows what blocks a go-live first, then the tree.
func (c *command) printChecklist(check *readiness.Checker, s *readiness.Status, wanted map[string]bool) {
	c.say("%s  %s", c.outStyle().Strong("Production checklist"), c.outStyle().Dim(placeLine(check.Place)))
	c.say("%s", totals(c.outStyle(), s.Totals))
	c.printBlockers(check, s, wanted)
	c.printTree(check, s, wanted)
	c.say("")
	c.say("next   scv readiness show ID   what proves an item, and what to do")
	c.say("       scv readiness run [ID]  look again")
}

func placeLine(p readiness.Place) string {
	return fmt.Sprintf("%s · %s · release %s", p.Environment, p.Profile, p.Release[:min(12, len(p.Release))])
}

func totals(s term.Style, t scv.Readiness) string {
	return fmt.Sprintf("%s %d of %d pass   %s %d fail   %s %d unknown   %d block a go-live",
		s.Mark(term.Good), t.Pass, t.Items, s.Mark(term.Bad), t.Fail, s.Mark(term.None), t.Unknown, t.Blocking)
}

// printBlockers lists what a deployment demands beforehand and does not have: what
// is red with its evidence, then what is critical, and how many there are besides.
func (c *command) printBlockers(check *readiness.Checker, s *readiness.Status, wanted map[string]bool) {
	var red, critical []readiness.ItemStatus
	others := 0
	for _, i := range s.Items {
		switch {
		case !i.Blocks() || !wanted[i.ID]:
		case i.Verdict == scv.Fail && i.Kind != "R":
			red = append(red, i)
		case i.Severity == "critical":
			critical = append(critical, i)
		default:
			others++
		}
	}
	if len(red)+len(critical)+others == 0 {
		return
	}
	c.say("")
	c.say("%s", c.outStyle().Strong("What blocks a go-live"))
	for _, i := range slices.Concat(red, critical) {
		c.printItemLine(i, check.Now(), "  ")
	}
	if others > 0 {
		c.say("  %s and %d more that nobody has proven yet", c.outStyle().Mark(term.None), others)
	}
}

// printTree shows sections, groups and items in the user's order.
func (c *command) printTree(check *readiness.Checker, s *readiness.Status, wanted map[string]bool) {
	for _, h := range check.Checklist.Headings {
		items := itemsBelow(s, h.ID, wanted)
		if len(items) == 0 {
			continue
		}
		if h.Row == "section" {
			c.say("")
			c.say("%s", c.outStyle().Strong(h.ID+" "+h.Title))
			continue
		}
		c.say("  %s %s %s", c.mark(worst(items)), c.outStyle().Strong(h.ID+" "+h.Title), c.outStyle().Dim(passing(items)))
		for _, i := range items {
			c.printItemLine(i, check.Now(), "    ")
		}
	}
}

func itemsBelow(s *readiness.Status, id string, wanted map[string]bool) (items []readiness.ItemStatus) {
	for _, i := range s.Items {
		if wanted[i.ID] && strings.HasPrefix(i.ID, id+".") {
			items = append(items, i)
		}
	}
	return items
}

func worst(items []readiness.ItemStatus) scv.Verdict {
	verdict := scv.Pass
	for _, i := range items {
		if i.Verdict == scv.Fail || i.Verdict == scv.Unknown && verdict == scv.Pass {
			verdict = i.Verdict
		}
	}
	return verdict
}

func passing(items []readiness.ItemStatus) string {
	n := 0
	for _, i := range items {
		if i.Verdict == scv.Pass {
			n++
		}
	}
	return fmt.Sprintf("%d/%d", n, len(items))
}

func (c *command) mark(v scv.Verdict) string {
	states := map[scv.Verdict]term.State{scv.Pass: term.Good, scv.Fail: term.Bad, scv.Unknown: term.None}
	return c.outStyle().Mark(states[v])
}

// printItemLine is an item in one line, and its evidence below where a probe was
// heard.
func (c *command) printItemLine(i readiness.ItemStatus, now time.Time, indent string) {
	title := indent + "· " + fmt.Sprintf("%-7s", i.ID) + i.Title
	tail := fmt.Sprintf("%-7s %8s", i.Verdict, age(i.CheckedAt, now))
	gap := max(1, lineWidth-term.Width(title)-len(tail))
	line := c.mark(i.Verdict) + strings.TrimPrefix(title, indent+"·") + strings.Repeat(" ", gap) + tail
	c.say("%s", strings.TrimRight(indent+line, " "))
	if i.CheckedAt == nil {
		return
	}
	below := indent + strings.Repeat(" ", 9)
	for _, line := range term.Wrap(i.Evidence, lineWidth-len(below)) {
		c.say("%s%s", below, c.outStyle().Dim(line))
	}
}

// age says how long ago something was seen.
func age(at *time.Time, now time.Time) string {
	if at == nil {
		return ""
	}
	switch d := now.Sub(*at); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// printSeen tells what probes saw just now.
func (c *command) printSeen(seen []control.Evidence, s *readiness.Status) {
	told := map[string]bool{}
	for _, e := range seen {
		if told[e.Probe] {
			continue
		}
		told[e.Probe] = true
		c.say("%s %s", c.mark(e.Finding.Verdict), c.outStyle().Strong(e.Probe))
		for _, line := range term.Wrap(e.Finding.Evidence, lineWidth-2) {
			c.say("  %s", line)
		}
		for _, line := range term.Wrap(e.Finding.Remedy, lineWidth-2) {
			c.say("  %s", c.outStyle().Dim(line))
		}
	}
	if len(seen) == 0 {
		c.say("no probe looks at what you named")
	}
	c.say("")
	c.say("%s", totals(c.outStyle(), s.Totals))
}

// printItem tells everything about one item.
func (c *command) printItem(check *readiness.Checker, d *readiness.Detail) {
	i, s := d.Item, c.outStyle()
	c.say("%s %s", c.mark(i.Verdict), s.Strong(i.ID+" "+i.Title))
	t := term.Table{Indent: 2}
	t.Add("verdict", string(i.Verdict))
	t.Add("kind", kindWords(i.Kind))
	t.Add("owner", i.Owner)
	t.Add("severity", i.Severity+", needed "+i.Phase+" deployment")
	t.Add("good for", goodFor(d.Expiry))
	if i.CheckedAt != nil {
		t.Add("looked at", age(i.CheckedAt, check.Now())+" ago")
	}
	c.table(&t)
	c.paragraph("What the product has", d.Capability)
	c.paragraph("What has to be seen", d.Proof)
	for _, p := range d.Probes {
		c.printProbe(p, check.Now())
	}
	c.paragraph("Now", i.Evidence)
	c.paragraph("What to do", d.Remedy)
}

func (c *command) paragraph(title, text string) {
	if text == "" {
		return
	}
	c.say("")
	c.say("%s", c.outStyle().Strong(title))
	for _, line := range term.Wrap(text, lineWidth-2) {
		c.say("  %s", line)
	}
}

func (c *command) printProbe(p readiness.ProbeDetail, now time.Time) {
	kind := "Probe "
	if p.Drill {
		kind = "Drill "
	}
	c.paragraph(kind+p.Name, p.Proves)
	if p.Last == nil {
		c.say("  never run")
		return
	}
	seen := fmt.Sprintf("%s: %s", p.Last.Verdict, p.Last.Evidence)
	for _, line := range term.Wrap(seen, lineWidth-2) {
		c.say("  %s", line)
	}
	c.say("  %s", c.outStyle().Dim(age(p.At, now)+" ago · "+placeLine(*p.Place)))
}

func kindWords(kind string) string {
	words := map[string]string{"A": "a probe", "D": "a drill", "H": "a person", "R": "rolled up"}
	var parts []string
	for _, k := range strings.Split(kind, "+") {
		parts = append(parts, words[k])
	}
	return kind + ": " + strings.Join(parts, " and ")
}

func goodFor(expiry string) string {
	if expiry == "release" {
		return "this release"
	}
	return expiry
}
