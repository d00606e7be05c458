package readiness

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed items.tsv
var itemsTSV string

// Item is one box that something can prove.
type Item struct {
	ID         string
	Title      string   // the user's words
	Kind       string   // A, D, H, R, A+H, A+D or D+H
	Owner      string   // TECH, DQ, OPS, SEC, BIZ or DPO
	Severity   string   // critical, high or normal
	Phase      string   // before, sign-off, during or after
	Expiry     string   // "24h", "30d", or "release": as long as the release is the same
	Capability string   // what the product has for it
	Proof      string   // what a probe has to see
	Gathers    []string // of a roll-up: ids of groups and items
	Group      string   // id of its group or heading
}

// Heading is a section, a group, or a heading that is no box.
type Heading struct {
	ID    string
	Title string
	Row   string // section, group or heading
}

// Checklist is the boxes in the user's order.
type Checklist struct {
	Headings []Heading
	Items    []Item
}

// Load reads the checklist that is part of the program.
func Load() (*Checklist, error) {
	c := &Checklist{}
	at := ""
	for n, line := range strings.Split(strings.TrimRight(itemsTSV, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 11 {
			return nil, fmt.Errorf("read checklist: line %d has %d fields", n+1, len(f))
		}
		switch f[0] {
		case "section", "group", "heading":
			at = f[1]
			c.Headings = append(c.Headings, Heading{f[1], f[2], f[0]})
		case "item":
			c.Items = append(c.Items, Item{
				ID: f[1], Title: f[2], Kind: f[3], Owner: f[4], Severity: f[5], Phase: f[6], Expiry: f[7], Capability: f[8], Proof: f[9],
				Gathers: strings.Fields(f[10]), Group: at,
			})
		}
	}
	return c, nil
}

// Item finds an item by its id.
func (c *Checklist) Item(id string) (Item, bool) {
	for _, i := range c.Items {
		if i.ID == id {
			return i, true
		}
	}
	return Item{}, false
}

// Lasts gives how long evidence of the item is good; false when it is bound to
// the release instead.
func (i Item) Lasts() (time.Duration, bool) {
	if n, ok := strings.CutSuffix(i.Expiry, "d"); ok {
		d, err := time.ParseDuration(n + "h")
		return 24 * d, err == nil
	}
	d, err := time.ParseDuration(i.Expiry)
	return d, err == nil
}

// Needs says whether the item's kind names a letter: A, D, H or R.
func (i Item) Needs(kind string) bool {
	return strings.Contains("+"+i.Kind+"+", "+"+kind+"+")
}
