package report

import (
	"fmt"
	"slices"

	"scv"
)

// page is the whole page, every text and every picture in it.
type page struct {
	*Facts
	Title, Lede string
	Notice      *notice // what a reader must know before anything else
	Nav         []navItem
	Cards       []card
	Ready       readyView
	Way         *wayView
	Quarantine  quarantineView
	Shown       *checksView
	Person      *customerView
	Weather     *weatherView
	Exposure    *exposureView
	History     []runView
}

type notice struct {
	Light light
	Text  string
}

type navItem struct {
	Href, Label, Count string
	Bad                bool
}

// card is one promise: a light, a number with its unit, a sentence.
type card struct {
	Href, Name string
	Light      light
	Fact       string
	Number     string
	Unit, Text string
	Bar        []segment
}

type runView struct {
	Run
	Light light
	Took  string
	When  string
}

func newPage(f *Facts) *page {
	p := &page{
		Facts: f, Ready: newReadyView(f), Way: newWayView(f), Quarantine: newQuarantineView(f),
		Shown: newChecksView(f), Exposure: newExposureView(f),
	}
	if f.Customer != nil {
		p.Person = newCustomerView(f.Customer)
		p.Weather = newWeatherView(f.Customer, f.Live.AsOf)
	}
	for _, r := range f.Runs {
		p.History = append(p.History, runView{r, runLight(r.Verdict), took(r.Seconds), moment(r.Started)})
	}
	p.Title, p.Lede = p.title(), p.lede()
	p.Notice = p.notice()
	p.Cards = p.cards()
	p.Nav = p.nav()
	return p
}

func runLight(verdict string) light {
	states := map[string]state{"published": good, "unchanged": good, "running": none, "interrupted": watch}
	if s, ok := states[verdict]; ok {
		return light{s, verdict}
	}
	return light{bad, verdict}
}

// stopped says that the newest run did not end well: readers see an older version.
func (p *page) stopped() (verdict string, is bool) {
	if len(p.Runs) == 0 {
		return "", false
	}
	verdict = p.Runs[0].Verdict
	return verdict, !slices.Contains([]string{"published", "unchanged", "running"}, verdict)
}

// title is the page's answer in a sentence.
func (p *page) title() string {
	t := p.Status.Totals
	if p.Live == nil {
		return "Nothing is published yet"
	}
	live := many(p.Live.Customers, "customer is live", "customers are live")
	if verdict, is := p.stopped(); is {
		return fmt.Sprintf("The newest run was %s: readers still see version %d", verdict, p.Live.Version)
	}
	switch {
	case t.Fail == 1:
		return live + "; one box of the production checklist fails"
	case t.Fail > 1:
		return fmt.Sprintf("%s; %d boxes of the production checklist fail", live, t.Fail)
	case t.Blocking > 0:
		return fmt.Sprintf("%s; %d of %d boxes still have to be seen before production", live, t.Blocking, t.Items)
	default:
		return live + ", and nothing blocks a go-live"
	}
}

// lede is one line of context under the title.
func (p *page) lede() string {
	if p.Live == nil {
		return "No run has published a version, so there is nothing to read. The checklist below says what is missing; `scv run` builds and publishes a first version."
	}
	s := fmt.Sprintf("Version %d, published %s, looks at the world as of %s.", p.Live.Version, moment(p.Live.PublishedAt), day(p.Live.AsOf))
	if p.Way != nil {
		s = fmt.Sprintf("Version %d, published %s, is made of %s of %s, as of %s.", p.Live.Version, moment(p.Live.PublishedAt),
			many(p.Way.Records, "record", "records"), many(int64(len(bySource(p.Flow))), "source", "sources"), day(p.Live.AsOf))
	}
	return s + " Readers see a whole version or the one before, never a mixture."
}

func (p *page) notice() *notice {
	verdict, is := p.stopped()
	if !is {
		return nil
	}
	n := &notice{light{bad, verdict}, ""}
	switch {
	case verdict == "refused" && p.Newest != nil:
		n.Text = fmt.Sprintf("%s, so the newest run published nothing. Mend what the checks name and type `scv run`.", checksTitle(p.Newest.Checks))
	case verdict == "interrupted":
		n.Light.State = watch
		n.Text = "The newest run was stopped before its end. Type `scv run`: the next run continues it."
	default:
		n.Text = "The newest run ended with an error and published nothing. Type `scv run` to see it again, with what to do."
	}
	return n
}

func (p *page) cards() []card {
	t := p.Status.Totals
	cards := []card{{
		Href: "#golive", Name: "Go-live", Light: readyLight(p), Fact: "items.pass", Number: fmt.Sprint(t.Pass), Unit: fmt.Sprintf("of %d boxes pass", t.Items),
		Text: fmt.Sprintf("%d fail, %d nobody has seen hold.", t.Fail, t.Unknown), Bar: p.Ready.Bar,
	}}
	if p.Way != nil {
		cards = append(cards, p.wayCard())
	}
	if v := p.Shown; v != nil {
		c := v.Checks
		cards = append(cards, card{
			Href: "#checks", Name: "Checks", Light: v.Light, Fact: "checks.passed", Number: count(c.Passed), Unit: fmt.Sprintf("of %d passed", c.Run),
			Text: "One that fails with severity error stops the publishing.",
			Bar:  bar(int64(c.Run), part{good, int64(c.Passed)}, part{bad, int64(c.Failed)}, part{watch, int64(c.Warned)}),
		})
	}
	if v := p.Exposure; v != nil {
		w := v.Weather
		cards = append(cards, card{
			Href: "#weather", Name: "Weather", Light: v.Light, Fact: "weather.share", Number: share(w.Found, w.Wanted), Unit: "of customer days",
			Text: fmt.Sprintf("%s of %s days have weather.", count(w.Found), count(w.Wanted)),
			Bar:  bar(w.Wanted, part{good, w.Found}, part{none, w.Wanted - w.Found}),
		})
	}
	if p.Report != nil && p.Report.Matching != nil {
		cards = append(cards, matchingCard(*p.Report.Matching))
	}
	return cards
}

func readyLight(p *page) light {
	switch {
	case p.Status.Totals.Fail > 0:
		return light{bad, "fails"}
	case p.Status.Totals.Blocking > 0:
		return light{watch, "not yet"}
	default:
		return light{good, "ready"}
	}
}

func (p *page) wayCard() card {
	w := p.Way
	c := card{
		Href: "#records", Name: "Nothing lost", Light: light{good, "adds up"}, Fact: "rows.received", Number: count(w.Totals.Received + w.Totals.Held), Unit: "rows came in",
		Text: fmt.Sprintf("%s taken, %s in quarantine.", count(w.Totals.Received), count(w.Totals.Held)),
		Bar:  bar(w.Totals.Received+w.Totals.Held, part{good, w.Totals.Received}, part{watch, w.Totals.Held}),
	}
	if !w.LawHolds {
		c.Light = light{bad, "does not add up"}
	}
	return c
}

func matchingCard(m scv.Matching) card {
	return card{
		Href: "#records", Name: "Matching", Light: light{good, "measured"}, Fact: "matching.f1", Number: fmt.Sprintf("%.1f %%", 100*m.F1), Unit: "F1",
		Text: fmt.Sprintf("Against a known truth: precision %.1f %%, recall %.1f %%.", 100*m.Precision, 100*m.Recall),
		Bar:  []segment{{good, 0, round(100 * m.F1)}},
	}
}

func (p *page) nav() []navItem {
	items := []navItem{{Href: "#top", Label: "Summary"}, {Href: "#golive", Label: "Go-live", Count: fmt.Sprintf("%d/%d", p.Status.Totals.Pass, p.Status.Totals.Items), Bad: p.Status.Totals.Fail > 0}}
	items = append(items, navItem{Href: "#records", Label: "Records"})
	q := navItem{Href: "#quarantine", Label: "Quarantine"}
	if p.Quarantine.Rows > 0 {
		q.Count = count(p.Quarantine.Rows)
	}
	items = append(items, q)
	c := navItem{Href: "#checks", Label: "Checks"}
	if p.Shown != nil && p.Shown.Checks.Failed > 0 {
		c.Count, c.Bad = count(p.Shown.Checks.Failed), true
	}
	return append(items, c, navItem{Href: "#customer", Label: "One customer"}, navItem{Href: "#weather", Label: "Weather"},
		navItem{Href: "#runs", Label: "Runs"}, navItem{Href: "#about", Label: "About"})
}
