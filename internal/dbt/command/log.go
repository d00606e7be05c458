package command

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"scv"
)

// event is one thing that happened, with dbt's name and code for it.
type event struct {
	name, code string
	level      string // debug, info, warn, error
	text       string
	data       map[string]any
	always     bool // shown even with --quiet: print(), the answer of show
}

var levels = []string{"debug", "info", "warn", "error", "none"}

func levelOf(s string) int {
	if s == "off" {
		s = "none"
	}
	return slices.Index(levels, s)
}

// logger writes events to the console and to logs/dbt.log.
type logger struct {
	mu      sync.Mutex
	now     func() time.Time
	id      string
	console sink
	file    sink
	close   func() error
	pid     int
}

type sink struct {
	to     io.Writer
	format string // text, debug, json, otel
	level  int
}

// maxLog is the size at which the log begins anew; the old one is kept beside it.
const maxLog = 10 << 20

func newLogger(f *Flags, w World, id string) *logger {
	l := &logger{now: w.Now, id: id, pid: os.Getpid(), close: func() error { return nil }}
	l.console = sink{w.Stdout, textFormat(f.LogFormat), levelOf(orText(f.LogLevel, map[bool]string{true: "debug", false: "info"}[f.Debug]))}
	if f.Quiet {
		l.console.level = max(l.console.level, levelOf("error"))
	}
	format := f.LogFormatFile
	if format == "" && (f.LogFormat == "json" || f.LogFormat == "otel") {
		format = f.LogFormat
	}
	if format == "" || format == "default" || format == "text" {
		format = "debug"
	}
	l.file = sink{nil, format, levelOf(orText(f.LogLevelFile, "debug"))}
	return l
}

func textFormat(s string) string {
	if s == "" || s == "default" {
		return "text"
	}
	return s
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// open begins logs/dbt.log; a log that cannot be written is an error of the
// command: the next person would look for it.
func (l *logger) open(dir string) error {
	if l.file.level >= levelOf("none") {
		return nil
	}
	path := filepath.Join(dir, "dbt.log")
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		if info, statErr := os.Stat(path); statErr == nil && info.Size() > maxLog {
			err = os.Rename(path, path+".1")
		}
	}
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	}
	if err != nil {
		return &scv.Error{
			Code: scv.CodeDBTArtifact, Op: "write log", Subject: path, Err: err,
			Hint: "Name another folder by --log-path, or switch the file off by --log-level-file none.",
		}
	}
	l.file.to, l.close = f, f.Close
	if l.file.format == "debug" {
		_, _ = fmt.Fprintf(f, "\n%s %s | %s %s\n", strings.Repeat("=", 30), l.now().Format("15:04:05.000000"), l.id, strings.Repeat("=", 30))
	}
	return nil
}

// emit writes an event where its level is wanted. A closed pipe is the reader's
// wish, not a fault.
func (l *logger) emit(e event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.now()
	for i, s := range []sink{l.console, l.file} {
		if s.to == nil || levelOf(e.level) < s.level && (!e.always || i > 0) {
			continue
		}
		_, _ = io.WriteString(s.to, l.form(s.format, e, at))
	}
}

// together writes what is emitted until done in few pieces: a list may have
// thousands of lines.
func (l *logger) together() (done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var undo []func()
	for _, s := range []*sink{&l.console, &l.file} {
		if to := s.to; to != nil {
			b := bufio.NewWriterSize(to, 64<<10)
			s.to = b
			undo = append(undo, func() {
				_ = b.Flush() // as in emit: a closed pipe is the reader's wish
				s.to = to
			})
		}
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, fn := range undo {
			fn()
		}
	}
}

func (l *logger) form(format string, e event, at time.Time) string {
	switch format {
	case "json":
		return l.asJSON(e, at)
	case "otel":
		return asOTel(e, at)
	case "debug":
		return fmt.Sprintf("%s [%-5s] [MainThread]: %s\n", at.Format("15:04:05.000000"), e.level, plainText(e.text))
	}
	if e.always {
		return e.text + "\n"
	}
	if e.text == "" {
		return "\n"
	}
	return at.Format("15:04:05") + "  " + e.text + "\n"
}

func (l *logger) asJSON(e event, at time.Time) string {
	data := e.data
	if data == nil {
		data = map[string]any{}
	}
	text := plainText(e.text)
	line, err := json.Marshal(map[string]any{
		"data": data,
		"info": map[string]any{
			"category": "", "code": e.code, "extra": map[string]any{}, "invocation_id": l.id, "level": e.level, "msg": text,
			"name": e.name, "pid": l.pid, "thread": "MainThread", "ts": at.UTC().Format("2006-01-02T15:04:05.000000Z"),
		},
	})
	if err != nil {
		return ""
	}
	return string(line) + "\n"
}

// asOTel is a log record as dbt's v2 parser writes it: dbt Core reads its level
// and its text.
func asOTel(e event, at time.Time) string {
	severity := map[string]int{"debug": 5, "info": 9, "warn": 13, "error": 17}
	line, err := json.Marshal(map[string]any{
		"record_type": "LogRecord", "time_unix_nano": fmt.Sprint(at.UnixNano()), "severity_number": severity[e.level],
		"severity_text": strings.ToUpper(e.level), "body": plainText(e.text), "event_type": "v1.public.events.fusion.log.LogMessage",
		"attributes": map[string]any{"code": 0, "dbt_core_event_code": e.code, "name": e.name},
	})
	if err != nil {
		return ""
	}
	return string(line) + "\n"
}

// plainText takes colours out.
func plainText(s string) string {
	for {
		from := strings.Index(s, "\x1b[")
		if from < 0 {
			return s
		}
		to := strings.IndexByte(s[from:], 'm')
		if to < 0 {
			return s
		}
		s = s[:from] + s[from+to+1:]
	}
}
