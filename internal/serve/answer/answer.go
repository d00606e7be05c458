package answer

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// Answers reads the published version of one warehouse. It is safe for
// concurrent use as far as the warehouse is.
type Answers struct{ w warehouse.Conn }

// New answers from a warehouse.
func New(w warehouse.Conn) *Answers { return &Answers{w} }

// table runs one of the package's statements. A view that does not exist means
// that nothing was published yet.
func (a *Answers) table(ctx context.Context, name string, args ...any) (*warehouse.Table, error) {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return nil, fmt.Errorf("open statement %s: %w", name, err)
	}
	t, err := a.w.Table(ctx, string(text), args...)
	if scv.CodeOf(err) == scv.CodeSQL {
		return nil, &scv.Error{
			Code: scv.CodeNothingPublished, Op: "answer", Err: err,
			Hint: "Type `scv run` to build and publish a first version.",
		}
	}
	return t, err
}

// notFound says that an id is not known, and how to find the right one.
func notFound(kind, id string) error {
	return &scv.Error{
		Code: scv.CodeNoSuchID, Op: "find " + kind, Subject: id, Err: errors.New("there is no such id in the published version"),
		Hint: "Type `scv customer search \"name, e-mail or place\"` to find ids.",
	}
}

// str, num and day read a value of an answer; nil is the zero value.
func str(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case time.Time:
		return x.Format(time.DateOnly)
	default:
		return fmt.Sprint(x)
	}
}

// moment writes a time of day in UTC, to the minute.
func moment(v any) string {
	at, ok := v.(time.Time)
	if !ok {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04Z")
}

func num(v any) float64 {
	switch x := v.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	default:
		return 0
	}
}

func optional(v any) *float64 {
	if v == nil {
		return nil
	}
	f := num(v)
	return &f
}
