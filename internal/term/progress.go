package term

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"scv"
)

// Progress shows long work: on a terminal one line per running stage, drawn
// again in place; elsewhere structured lines. It is safe for concurrent use.
type Progress struct {
	w     io.Writer
	style Style
	now   func() time.Time

	mu     sync.Mutex
	stages []*stage
	drawn  int       // lines on the terminal that will be drawn again
	last   time.Time // when something was last written
	closed bool
	over   chan struct{} // closed by Close; nil off a terminal
}

type stage struct {
	scv.Event
	started, said time.Time
}

// Redrawing faster than the eye reads, and a log line more often than every two
// seconds, only costs. A stage that has nothing new to report is drawn again
// every half second all the same: its time goes on.
const (
	redraw = 100 * time.Millisecond
	alive  = 500 * time.Millisecond
	speak  = 2 * time.Second
)

// A line that is wider than the terminal would wrap, and could not be drawn again
// in its place: while lines are drawn the terminal cuts them instead.
const (
	cutLines  = "\x1b[?7l"
	wrapLines = "\x1b[?7h"
)

// NewProgress shows progress on a stream; the clock gives rates and ETA. Close it.
func NewProgress(w io.Writer, s Style, now func() time.Time) *Progress {
	p := &Progress{w: w, style: s, now: now}
	if s.Live {
		p.over = make(chan struct{})
		go p.keepAlive()
	}
	return p
}

func (p *Progress) keepAlive() {
	tick := time.NewTicker(alive)
	defer tick.Stop()
	for {
		select {
		case <-p.over:
			return
		case <-tick.C:
			p.mu.Lock()
			if now := p.now(); !p.closed && len(p.stages) > 0 && now.Sub(p.last) >= alive {
				p.draw(now)
			}
			p.mu.Unlock()
		}
	}
}

// Report takes an event and shows it when it is time to.
func (p *Progress) Report(e scv.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	now := p.now()
	s := p.stage(e.Stage, now)
	s.Event = e
	if p.style.Live {
		p.live(s, now)
		return
	}
	p.log(s, now)
}

// Close ends the display and leaves what is finished on the screen. It may be
// called twice.
func (p *Progress) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	if p.style.Live {
		close(p.over)
		p.erase()
	}
}

func (p *Progress) stage(name string, now time.Time) *stage {
	for _, s := range p.stages {
		if s.Stage == name {
			return s
		}
	}
	s := &stage{started: now, said: now}
	p.stages = append(p.stages, s)
	return s
}

func (p *Progress) forget(gone *stage) {
	for i, s := range p.stages {
		if s == gone {
			p.stages = append(p.stages[:i], p.stages[i+1:]...)
			return
		}
	}
}

// live draws the running stages again; a finished one is printed above them for
// good, unless it counted nothing and says nothing.
func (p *Progress) live(s *stage, now time.Time) {
	if s.End {
		p.forget(s)
		p.erase()
		if s.counts() {
			fmt.Fprintln(p.w, p.style.Mark(Good)+" "+s.line(now))
		}
	} else if now.Sub(p.last) < redraw {
		return
	}
	p.draw(now)
}

func (p *Progress) draw(now time.Time) {
	p.last = now
	p.erase()
	if len(p.stages) == 0 {
		return
	}
	fmt.Fprint(p.w, cutLines)
	for _, running := range p.stages {
		fmt.Fprintln(p.w, p.style.Mark(None)+" "+running.line(now))
	}
	fmt.Fprint(p.w, wrapLines)
	p.drawn = len(p.stages)
}

// counts says whether a stage leaves something to read.
func (s *stage) counts() bool { return s.Unit != "" || s.Note != "" }

func (p *Progress) erase() {
	if p.drawn > 0 {
		fmt.Fprintf(p.w, "\x1b[%dA\x1b[J", p.drawn)
		p.drawn = 0
	}
}

// log writes a line when a stage ends, and while it lasts every two seconds.
func (p *Progress) log(s *stage, now time.Time) {
	quick := now.Sub(s.said) < speak
	if s.End {
		p.forget(s)
	}
	if quick && !(s.End && s.counts()) {
		return
	}
	s.said = now
	fmt.Fprintf(p.w, "stage=%q done=%d total=%d unit=%q seconds=%.1f end=%t note=%q\n",
		s.Stage, s.Done, s.Total, s.Unit, now.Sub(s.started).Seconds(), s.End, s.Note)
}

// line is a stage in words: what, how far, how fast, how long still.
func (s *stage) line(now time.Time) string {
	took := now.Sub(s.started)
	parts := []string{fmt.Sprintf("%-28s", s.Stage)}
	switch {
	case s.Total > 0 && !s.End:
		parts = append(parts, fmt.Sprintf("%s of %s %s", Count(s.Done), Count(s.Total), s.Unit))
	case s.Unit != "":
		parts = append(parts, fmt.Sprintf("%s %s", Count(s.Done), s.Unit))
	}
	if s.Done > 0 && took >= time.Second && s.Unit != "" {
		parts = append(parts, fmt.Sprintf("%s/s", Count(int64(float64(s.Done)/took.Seconds()))))
	}
	if s.End || s.Unit == "" && took >= time.Second {
		parts = append(parts, Took(took))
	} else if left := s.left(took); left > 0 {
		parts = append(parts, "about "+Took(left)+" left")
	}
	if s.Note != "" {
		parts = append(parts, s.Note)
	}
	return strings.TrimRight(strings.Join(parts, "  "), " ")
}

// left is the time still needed at the mean speed so far; 0 when not known.
func (s *stage) left(took time.Duration) time.Duration {
	if s.Total <= 0 || s.Done <= 0 || s.Done >= s.Total || took < 2*time.Second {
		return 0
	}
	return time.Duration(float64(took) / float64(s.Done) * float64(s.Total-s.Done))
}
