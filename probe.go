package scv

import "context"

// Verdict says how a box of the production checklist stands.
type Verdict string

// The verdicts. What nobody looked at, or not lately, is Unknown, never Pass.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
)

// Probe looks at the live product and says whether boxes of the checklist hold.
// Rooms make them beside the code they prove; readiness runs them. A drill does
// not only look: it injects a fault, expects what should follow and cleans up.
// It runs when somebody names it, a probe at the end of every run, unless it is
// costly: then it, too, waits to be named.
type Probe struct {
	Name   string   // "dq.run[generic]", "drill.source_failover"
	Items  []string // ids of the boxes it proves, "1.2.1"
	Proves string   // what it looks at and what must hold, for people
	Drill  bool
	Costly bool // takes as long as a run
	Run    func(ctx context.Context) Finding
}

// Finding is what a probe saw.
type Finding struct {
	Verdict  Verdict `json:"verdict"`
	Evidence string  `json:"evidence"`         // one line with figures; no personal data
	Remedy   string  `json:"remedy,omitempty"` // when it is not Pass: what to do or type
}

// Cannot is the finding of a probe that could not look.
func Cannot(err error) Finding {
	return Finding{Verdict: Unknown, Evidence: "could not look: " + err.Error(), Remedy: HintOf(err)}
}

// Passed is the finding of a probe that saw what must hold.
func Passed(evidence string) Finding { return Finding{Verdict: Pass, Evidence: evidence} }

// Failed is the finding of a probe that saw what must not be.
func Failed(evidence, remedy string) Finding {
	return Finding{Verdict: Fail, Evidence: evidence, Remedy: remedy}
}
