// Package report writes one page to show around: how far a home is from
// production, what became of its records, what is held aside, how its checks
// ended, and one customer with the source of every value, why its records are one
// customer, and its weather.
//
// It owns the page: one HTML file with its style inside, pictures drawn on the
// server as SVG, no script and no address of anything outside. It reads nothing by
// itself: Gather asks the answers, and what the control database knows is handed
// over as Facts. Every text on the page goes through html/template.
//
// The page holds one customer's personal data, unless it is left out, and says so.
//
// Words: facts = what the page tells, gathered at one time; wall = the checklist
// as one cell per item; waterfall = what each comparison adds to the evidence, one
// after another; telling customer = the one that shows most, chosen by a query.
package report
