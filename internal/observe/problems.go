package observe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
)

// The kinds of problems. Each has its page in docs/runbooks.
const (
	RunFailed      = "run-failed"      // an error ended a run
	RunRefused     = "run-refused"     // checks failed: nothing was published
	FallbackUsed   = "fallback-used"   // the weather is not from the first provider
	SourceStale    = "source-stale"    // the newest of a source is too old
	SourceUnusable = "source-unusable" // a provider in reserve is missing or broken
	ReceiverFailed = "receiver-failed" // a notice could not be delivered
)

// Kinds lists the kinds of problems.
func Kinds() []string {
	return []string{RunFailed, RunRefused, FallbackUsed, SourceStale, SourceUnusable, ReceiverFailed}
}

// Severities.
const (
	Error   = "error"   // readers do not get what they should
	Warning = "warning" // they do, for now
)

// Outcome is what a run came to.
type Outcome struct {
	Report *scv.RunReport // as far as it got; nil when it did not begin
	Err    error
}

// Settle brings the incidents up to date with a run: a problem seen for the first
// time is opened, one that is over is resolved, one that this run could not see
// stays as it is. An interrupted run settles nothing.
func Settle(ctx context.Context, db *control.DB, o Outcome, newID func() string, at time.Time) error {
	if scv.CodeOf(o.Err) == scv.CodeInterrupted {
		return nil
	}
	problems := o.Problems()
	for i := range problems {
		problems[i].ID = newID()
		if o.Report != nil {
			problems[i].RunID = o.Report.RunID
		}
	}
	return db.SettleIncidents(ctx, problems, o.Over, at)
}

// Problems lists what is wrong, without ids.
func (o Outcome) Problems() []control.Incident {
	var list []control.Incident
	switch {
	case o.Err == nil:
	case unpublished(o.Err):
		list = append(list, refused(o.Report, o.Err))
	default:
		list = append(list, failed(o.Err))
	}
	if o.Report == nil {
		return list
	}
	provider, as := Provided(o.Report.Sources)
	for _, s := range o.Report.Sources {
		if p, bad := ofSource(s, provider, as); bad {
			list = append(list, p)
		}
	}
	return list
}

// Over says whether a problem that is open, and that this run did not see, is over.
func (o Outcome) Over(i control.Incident) bool {
	switch i.Kind {
	case RunFailed:
		return o.Err == nil || unpublished(o.Err)
	case RunRefused:
		return o.Err == nil
	case FallbackUsed, SourceStale, SourceUnusable:
		return o.judged(i.Subject)
	default:
		return false // others' to say
	}
}

// judged says whether the run got as far as looking at a source. One that is no
// longer in scv.yml was looked at by a run that loaded all there are.
func (o Outcome) judged(name string) bool {
	if o.Report == nil {
		return false
	}
	for _, s := range o.Report.Sources {
		if s.Name == name {
			return true
		}
	}
	return o.Err == nil
}

func failed(err error) control.Incident {
	code := scv.CodeOf(err)
	p := control.Incident{
		Key: RunFailed + "/" + string(code), Kind: RunFailed, Severity: Error, Code: string(code), Title: "the run failed",
	}
	if info, ok := scv.Lookup(code); ok {
		p.Title += ": " + info.Title
		p.Detail = info.Fix
	}
	// The cause may be a database's text with values in it: it stays on the terminal.
	if e, ok := errors.AsType[*scv.Error](err); ok {
		p.Subject = e.Subject
	}
	p.Detail = strings.TrimSpace(p.Detail + " Readers still see the version before.")
	return p
}

// unpublished says whether a run got to its end and showed readers nothing new.
func unpublished(err error) bool {
	code := scv.CodeOf(err)
	return code == scv.CodeVerdict || code == scv.CodeLeft
}

func refused(r *scv.RunReport, err error) control.Incident {
	p := control.Incident{Key: RunRefused, Kind: RunRefused, Severity: Error, Code: string(scv.CodeOf(err)), Subject: "gold"}
	if scv.CodeOf(err) == scv.CodeLeft {
		p.Title = "nothing was published: the run would build what was rolled back"
		p.Detail = "Nothing changed since. Readers still see the version that they were taken back to."
		return p
	}
	var names []string
	for _, f := range r.Failures {
		if f.Severity == "error" {
			names = append(names, fmt.Sprintf("%s (%d rows)", f.Check, f.Failures))
		}
	}
	p.Title = fmt.Sprintf("nothing was published: %d checks failed", len(names))
	p.Detail = "Failed: " + strings.Join(names, ", ") + ". Readers still see the version before."
	return p
}

// ofSource says what is wrong with a source, in one problem.
func ofSource(s scv.SourceState, provider string, as scv.ProvidedAs) (control.Incident, bool) {
	if s.Condition == scv.Good {
		return control.Incident{}, false
	}
	p := control.Incident{Kind: SourceUnusable, Severity: Warning, Subject: s.Name, Code: string(s.Code), Title: "source " + s.Name + " is " + string(s.Condition)}
	if s.Condition == scv.Stale {
		p.Kind = SourceStale
	}
	p.Detail = why(s)
	switch {
	case s.Rank == 1 && as == scv.Fallback:
		p.Kind, p.Title = FallbackUsed, fmt.Sprintf("the weather comes from %s: %s is %s", provider, s.Name, s.Condition)
	case s.Rank == 1:
		p.Kind, p.Severity, p.Title = FallbackUsed, Error, fmt.Sprintf("the weather is what was received earlier: %s is %s and no other provider is good", s.Name, s.Condition)
	case s.Rank > 1:
		p.Title = fmt.Sprintf("weather provider %s, in reserve, is %s", s.Name, s.Condition)
	}
	p.Key = p.Kind + "/" + s.Name
	return p, true
}

func why(s scv.SourceState) string {
	var parts []string
	if s.Subject != "" {
		parts = append(parts, s.Subject)
	}
	if info, ok := scv.Lookup(s.Code); ok {
		parts = append(parts, string(s.Code)+" "+info.Title)
	}
	if s.Condition == scv.Broken && s.Code == "" {
		parts = append(parts, "most of its rows are in quarantine")
	}
	if s.Newest != nil {
		newest := "the newest of it is from " + s.Newest.Format("2006-01-02 15:04") + " UTC"
		if s.Condition == scv.Stale {
			newest += fmt.Sprintf(", it may be %g hours old", s.Limit.Hours())
		}
		parts = append(parts, newest)
	}
	return strings.Join(parts, "; ")
}
