package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/term"
)

// reason is nodes that share what became of them and why.
type reason struct {
	action, why string
	names       []string
}

// printWork tells what of the project was built and what did not have to be, one
// line for each reason. Checks that ran are told of where not all did.
func (c *command) printWork(r *scv.RunReport) {
	w := r.Work
	if w == nil {
		return
	}
	saved := ""
	if w.Saved >= 0.05 {
		saved = fmt.Sprintf("; %s of building saved", term.Took(time.Duration(w.Saved*float64(time.Second))))
	}
	c.say("%s models       %d built, %d carried over, %d skipped%s", c.outStyle().Mark(term.Good), w.Built, w.Carried, w.Skipped, saved)
	for _, reason := range reasonsOf(w.Nodes, false) {
		c.printReason(reason)
	}
}

// reasonsOf groups models and the like, or checks, in the order of the actions.
func reasonsOf(nodes []scv.NodeWork, checks bool) []reason {
	var out []reason
	for _, action := range []string{"built", "carried", "skipped"} {
		for _, n := range nodes {
			if n.Action != action || strings.HasSuffix(n.Kind, "test") != checks {
				continue
			}
			why := strings.Join(n.Why, "; ")
			i := slices.IndexFunc(out, func(r reason) bool { return r.action == action && r.why == why })
			if i < 0 {
				i = len(out)
				out = append(out, reason{action: action, why: why})
			}
			out[i].names = append(out[i].names, n.Name)
		}
	}
	return out
}

// namedNodes is how many nodes of one reason are named.
const namedNodes = 3

func (c *command) printReason(r reason) {
	names := strings.Join(r.names, ", ")
	if len(r.names) > namedNodes {
		names = fmt.Sprintf("%d of them", len(r.names))
	}
	lines := term.Wrap(names+": "+r.why, lineWidth-12)
	for i, line := range lines {
		head := ""
		if i == 0 {
			head = r.action
		}
		c.say("  %-9s %s", head, line)
	}
}

// printWhy explains one node.
func (c *command) printWhy(w *app.Why) {
	s := c.outStyle()
	switch w.Would {
	case app.WouldKeep:
		c.say("%s %s need not be built", s.Mark(term.Good), w.Name)
	case app.Perhaps:
		c.say("%s %s is built only if what is upstream comes out different", s.Mark(term.Watch), w.Name)
	default:
		c.say("%s %s will be built", s.Mark(term.Watch), w.Name)
	}
	c.listed("because", w.Why)
	for _, up := range w.Upstream {
		c.listed("upstream", []string{up.Name + ": " + strings.Join(up.Why, "; ")})
	}
	if b := w.Built; b != nil {
		rows := ""
		if b.Rows >= 0 && !strings.HasPrefix(w.Node, "test.") {
			rows = ", " + term.Count(b.Rows) + " rows"
		}
		c.listed("built", []string{fmt.Sprintf("%s by run %s in %s%s", minute(b.At), b.RunID, term.Took(time.Duration(b.Seconds*float64(time.Second))), rows)})
	}
	if w.Last != nil && w.Built != nil && w.LastRun != w.Built.RunID || w.Last != nil && w.Last.Action == "built" {
		c.listed("last run", []string{w.Last.Action + ": " + strings.Join(w.Last.Why, "; ")})
	}
}

// listed prints texts under a word.
func (c *command) listed(word string, texts []string) {
	for _, text := range texts {
		for _, line := range term.Wrap(text, lineWidth-12) {
			c.say("  %-9s %s", word, line)
			word = ""
		}
	}
}
