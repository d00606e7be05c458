package scv

import (
	"context"
	"errors"
	"strings"
)

// Error is what a user reads: what was tried, on what, why it did not work, and
// what to type next. Values of customers never appear in it.
type Error struct {
	Code    Code
	Op      string // "read sheet", "open warehouse"
	Subject string // file, sheet!row, model, column: where it happened
	Hint    string // one sentence that says what to do or type next
	Err     error  // the cause; may be nil
}

// Error gives "op subject: cause".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(e.Op + " " + e.Subject))
	if e.Err != nil {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf gives the code of the outermost Error in err's chain, CodeInterrupted
// for a cancelled context, CodeInternal for any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if errors.Is(err, context.Canceled) {
		return CodeInterrupted
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// HintOf gives the first hint in err's chain, or "".
func HintOf(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// Exit codes are a contract: scripts act on them.
const (
	ExitOK          = 0   // fine
	ExitInternal    = 1   // a fault of ours
	ExitUsage       = 2   // the command line or the configuration is wrong
	ExitVerdict     = 3   // the data did not pass its checks: nothing was published
	ExitGate        = 4   // a gate refused
	ExitDenied      = 5   // access denied
	ExitUnusable    = 6   // a source, a file or the machine cannot be used
	ExitInterrupted = 130 // stopped by the user
)

// ExitOf gives the exit code that err ends a command with.
func ExitOf(err error) int {
	if err == nil {
		return ExitOK
	}
	if info, ok := Lookup(CodeOf(err)); ok {
		return info.Exit
	}
	return ExitInternal
}
