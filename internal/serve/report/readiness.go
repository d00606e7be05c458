package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/readiness"
)

// readyView is the production checklist as the page shows it.
type readyView struct {
	Title    string
	Totals   scv.Readiness
	Bar      []segment
	Sections []*sectionView
	Failing  []itemView // that a deployment demands beforehand and that fail
	Gather   int        // roll-ups that fail with them
	Critical []itemView // that it demands, that nobody saw, and that are critical
	Later    int        // the others that it demands and that nobody saw
	Owners   []ownerView
}

// segment is a part of a bar of 100 %.
type segment struct {
	State state
	X, W  float64
}

type sectionView struct {
	ID, Title string
	Light     light
	Pass, All int
	Groups    []*groupView
	Cells     []cell
	Wide      int
	High      int
}

type groupView struct {
	ID, Title string
	Light     light
	Pass, All int
	Items     []itemView
}

type itemView struct {
	ID, Title, Owner string
	Proof            string // what it takes: "probe and signature"
	Light            light
	Evidence, Remedy string
	Seen, Until      string
}

// cell is an item on the wall.
type cell struct {
	X, Y  int
	State state
	Title string
}

type ownerView struct {
	Name             string
	Pass, Fail, Open int
	Bar              []segment
}

// How people call the kinds of proof.
func proofName(kind string) string {
	names := map[string]string{"A": "probe", "D": "drill", "H": "signature", "R": "roll-up"}
	var words []string
	for _, k := range strings.Split(kind, "+") {
		words = append(words, names[k])
	}
	return strings.Join(words, " and ")
}

func newReadyView(f *Facts) readyView {
	v := readyView{Totals: f.Status.Totals}
	t := v.Totals
	v.Title = readyTitle(t)
	v.Bar = bar(int64(t.Items), part{good, int64(t.Pass)}, part{bad, int64(t.Fail)}, part{none, int64(t.Unknown)})
	v.addSections(f)
	for _, i := range f.Status.Items {
		v.addBlocking(i, f.Written)
	}
	v.Owners = owners(f.Status.Items)
	return v
}

func readyTitle(t scv.Readiness) string {
	switch {
	case t.Blocking == 0:
		return "Nothing blocks a go-live"
	case t.Fail == 0:
		return fmt.Sprintf("%d boxes block a go-live: nothing fails, but nobody has seen them hold", t.Blocking)
	case t.Fail == 1:
		return fmt.Sprintf("%d boxes block a go-live; one box fails", t.Blocking)
	default:
		return fmt.Sprintf("%d boxes block a go-live; %d fail", t.Blocking, t.Fail)
	}
}

// part is how much of a whole has a state.
type part struct {
	state state
	n     int64
}

// bar lays parts side by side on 100 units.
func bar(whole int64, parts ...part) []segment {
	var all []segment
	at := 0.0
	for _, p := range parts {
		if p.n == 0 || whole == 0 {
			continue
		}
		w := 100 * float64(p.n) / float64(whole)
		all = append(all, segment{p.state, round(at), round(w)})
		at += w
	}
	return all
}

const (
	cellPitch = 16 // px between cells of the wall
	cellSide  = 12
)

// addSections builds the tree and, beside it, the wall: a row per group, a cell
// per item.
func (v *readyView) addSections(f *Facts) {
	of := map[string]*groupView{}
	var section *sectionView
	for _, h := range f.Headings {
		if h.Row == "section" {
			section = &sectionView{ID: h.ID, Title: h.Title, Wide: cellSide}
			v.Sections = append(v.Sections, section)
		}
		if section == nil {
			continue
		}
		g := &groupView{ID: h.ID, Title: h.Title}
		of[h.ID] = g
		section.Groups = append(section.Groups, g)
	}
	for _, i := range f.Status.Items {
		if g := of[groupOf(i.ID, of)]; g != nil {
			g.add(newItemView(i, f.Written))
		}
	}
	for _, s := range v.Sections {
		s.finish()
	}
}

// groupOf gives the nearest heading that holds an item: "1.2" of "1.2.3".
func groupOf(id string, of map[string]*groupView) string {
	for at := strings.LastIndexByte(id, '.'); at > 0; at = strings.LastIndexByte(id[:at], '.') {
		if of[id[:at]] != nil {
			return id[:at]
		}
	}
	return ""
}

func (g *groupView) add(i itemView) {
	g.Items = append(g.Items, i)
	g.All++
	if i.Light.State == good {
		g.Pass++
	}
}

// finish drops headings without items, counts, and draws the section's wall.
func (s *sectionView) finish() {
	s.Groups = slices.DeleteFunc(s.Groups, func(g *groupView) bool { return g.All == 0 })
	var all []light
	for y, g := range s.Groups {
		var lights []light
		for x, i := range g.Items {
			lights = append(lights, i.Light)
			s.Cells = append(s.Cells, cell{x * cellPitch, y * cellPitch, i.Light.State, i.ID + " " + i.Title + ": " + i.Light.Word})
			s.Wide = max(s.Wide, x*cellPitch+cellSide)
		}
		g.Light = together(lights)
		all = append(all, lights...)
		s.Pass, s.All = s.Pass+g.Pass, s.All+g.All
	}
	s.High = max(0, len(s.Groups)-1)*cellPitch + cellSide
	s.Light = together(all)
}

// together is the light of several: one that fails makes all fail, one that nobody
// saw leaves all unseen.
func together(lights []light) light {
	verdict := scv.Pass
	for _, l := range lights {
		if l.State == bad {
			return verdictLight(scv.Fail)
		}
		if l.State != good {
			verdict = scv.Unknown
		}
	}
	return verdictLight(verdict)
}

func newItemView(i readiness.ItemStatus, now time.Time) itemView {
	v := itemView{
		ID: i.ID, Title: i.Title, Owner: ownerName(i.Owner), Proof: proofName(i.Kind),
		Light: verdictLight(i.Verdict), Evidence: i.Evidence, Remedy: i.Remedy,
	}
	if i.CheckedAt != nil {
		v.Seen = ago(*i.CheckedAt, now)
	}
	if i.ExpiresAt != nil {
		v.Until = moment(*i.ExpiresAt)
	}
	if i.Verdict == scv.Pass {
		v.Remedy = ""
	}
	return v
}

func (v *readyView) addBlocking(i readiness.ItemStatus, now time.Time) {
	switch {
	case !i.Blocks():
	case i.Verdict == scv.Fail && i.Kind == "R":
		v.Gather++
	case i.Verdict == scv.Fail:
		v.Failing = append(v.Failing, newItemView(i, now))
	case i.Severity == "critical":
		v.Critical = append(v.Critical, newItemView(i, now))
	default:
		v.Later++
	}
}

// owners counts what a deployment demands beforehand, by who has to see to it.
func owners(items []readiness.ItemStatus) []ownerView {
	of := map[string]*ownerView{}
	for _, i := range items {
		if i.Phase != "before" {
			continue
		}
		o := of[i.Owner]
		if o == nil {
			o = &ownerView{Name: ownerName(i.Owner)}
			of[i.Owner] = o
		}
		switch i.Verdict {
		case scv.Pass:
			o.Pass++
		case scv.Fail:
			o.Fail++
		default:
			o.Open++
		}
	}
	var all []ownerView
	for _, o := range of {
		o.Bar = bar(int64(o.Pass+o.Fail+o.Open), part{good, int64(o.Pass)}, part{bad, int64(o.Fail)}, part{none, int64(o.Open)})
		all = append(all, *o)
	}
	slices.SortFunc(all, func(a, b ownerView) int {
		if d := (b.Fail + b.Open) - (a.Fail + a.Open); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}
