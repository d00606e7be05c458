package alert

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"scv/internal/control"
)

// The events that messages are about.
const (
	Opened   = "opened"
	Resolved = "resolved"
	Test     = "test"
)

// Message is what receivers get; files, commands and webhooks as this JSON.
type Message struct {
	ID         string     `json:"id"` // the same when a message is sent again
	Event      string     `json:"event"`
	Text       string     `json:"text"` // the message in one line
	Company    string     `json:"company"`
	Incident   string     `json:"incident,omitempty"`
	Kind       string     `json:"kind"` // names the runbook: docs/runbooks/<kind>.md
	Severity   string     `json:"severity"`
	Title      string     `json:"title"`
	Detail     string     `json:"detail,omitempty"`
	Subject    string     `json:"subject,omitempty"`
	Code       string     `json:"code,omitempty"`
	RunID      string     `json:"run_id,omitempty"`
	OpenedAt   *time.Time `json:"opened_at,omitempty"`
	ResolvedAt *time.Time `json:"resolved_at,omitempty"`
	SentAt     time.Time  `json:"sent_at"`
	Runbook    string     `json:"runbook,omitempty"`
}

func messageOf(n control.Notice, company string, at time.Time) Message {
	opened := n.Opened
	m := Message{
		ID: n.ID + "-" + n.Event, Event: n.Event, Company: company, Incident: n.ID, Kind: n.Kind, Severity: n.Severity,
		Title: n.Title, Detail: n.Detail, Subject: n.Subject, Code: n.Code, RunID: n.RunID, OpenedAt: &opened, SentAt: at,
		Runbook: "docs/runbooks/" + n.Kind + ".md",
	}
	m.Text = fmt.Sprintf("%s: %s", n.Severity, n.Title)
	if n.Event == Resolved {
		resolved := n.Resolved
		m.ResolvedAt = &resolved
		m.Text = fmt.Sprintf("over after %s: %s", n.Resolved.Sub(n.Opened).Round(time.Second), n.Title)
	}
	m.Text = company + ": " + m.Text
	return m
}

func testMessage(id, company string, at time.Time) Message {
	return Message{
		ID: id + "-" + Test, Event: Test, Company: company, Kind: Test, Severity: "info", SentAt: at,
		Title: "this is a test: notices arrive here", Text: company + ": this is a test: notices arrive here",
	}
}

func (m Message) body() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, lasting{fmt.Errorf("write message: %w", err)}
	}
	return body, nil
}

// letter is the message as text for people.
func (m Message) letter() string {
	var b strings.Builder
	b.WriteString(m.Title + "\n")
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-10s %s\n", name, value)
		}
	}
	if m.Detail != "" {
		b.WriteString("\n" + m.Detail + "\n")
	}
	b.WriteString("\n")
	line("where", m.Subject)
	line("code", m.Code)
	line("run", m.RunID)
	line("since", moment(m.OpenedAt))
	line("over", moment(m.ResolvedAt))
	line("incident", m.Incident)
	line("runbook", m.Runbook)
	if m.Event == Opened {
		b.WriteString("\nType `scv status` in the home to see how things stand. Another message follows when\nthis is over, none before.\n")
	}
	return b.String()
}

func moment(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04:05") + " UTC"
}
