package duckdb

import (
	"context"
	"errors"
	"fmt"

	b "github.com/duckdb/duckdb-go-bindings"
	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
)

// statements is SQL text cut into its statements.
type statements struct {
	raw m.ExtractedStatements
	n   m.IdxT
}

func (s *statements) close() { m.DestroyExtracted(&s.raw) }

func (c *conn) extract(op, sql string) (*statements, error) {
	s := &statements{}
	s.n = m.ExtractStatements(c.raw, sql, &s.raw)
	if s.n > 0 {
		return s, nil
	}
	defer s.close()
	message := m.ExtractStatementsError(s.raw)
	if message == "" {
		return nil, &scv.Error{Code: scv.CodeSQL, Op: op, Hint: "Write one statement.", Err: errors.New("the SQL text holds no statement")}
	}
	return nil, translate(op, c.path, message)
}

// run executes every statement of a text and hands the last one's result to use.
// Arguments go to the statements in order, as many as each has parameters.
func (c *conn) run(ctx context.Context, op, sql string, args []any, streamed bool, use func(*m.Result) error) error {
	if err := ctx.Err(); err != nil {
		return cancelled(op, err)
	}
	list, err := c.extract(op, sql)
	if err != nil {
		return err
	}
	defer list.close()
	defer c.watch(ctx)()
	for i := range list.n {
		last := i == list.n-1
		var err error
		args, err = c.runOne(ctx, op, list, i, args, streamed && last, func(r *m.Result) error {
			if last {
				return use(r)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(args) > 0 {
		return fmt.Errorf("%s: %d arguments too many", op, len(args))
	}
	return nil
}

func (c *conn) runOne(ctx context.Context, op string, list *statements, i m.IdxT, args []any, streamed bool, use func(*m.Result) error) ([]any, error) {
	var st m.PreparedStatement
	defer m.DestroyPrepare(&st)
	if m.PrepareExtractedStatement(c.raw, list.raw, i, &st) == m.StateError {
		return nil, c.failed(ctx, op, m.PrepareError(st))
	}
	n := int(m.NParams(st))
	if n > len(args) {
		return nil, fmt.Errorf("%s: %d arguments for %d parameters", op, len(args), n)
	}
	if err := bind(st, args[:n]); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	var res m.Result
	defer m.DestroyResult(&res)
	if message, ok := execute(st, &res, streamed); !ok {
		return nil, c.failed(ctx, op, message)
	}
	if err := use(&res); err != nil {
		var engine engineError
		if errors.As(err, &engine) {
			return nil, c.failed(ctx, op, engine.message)
		}
		return nil, err
	}
	return args[n:], nil
}

// execute runs a prepared statement; the message says why it did not work.
func execute(st m.PreparedStatement, res *m.Result, streamed bool) (message string, ok bool) {
	if !streamed {
		if m.ExecutePrepared(st, res) == m.StateError {
			return m.ResultError(res), false
		}
		return "", true
	}
	var pending b.PendingResult
	defer b.DestroyPending(&pending)
	if b.PendingPreparedStreaming(st, &pending) == m.StateError {
		return b.PendingError(pending), false
	}
	if b.ExecutePending(pending, res) == m.StateError {
		if message := m.ResultError(res); message != "" {
			return message, false
		}
		return b.PendingError(pending), false
	}
	return "", true
}

// engineError carries the engine's message from inside a result to runOne.
type engineError struct{ message string }

func (e engineError) Error() string { return e.message }

// chunks hands out the chunks of a result; each dies when fn returns.
func chunks(r *m.Result, fn func(chunk m.DataChunk, n int) error) error {
	for {
		chunk := m.FetchChunk(*r)
		if chunk.Ptr == nil {
			break
		}
		err := fn(chunk, int(m.DataChunkGetSize(chunk)))
		m.DestroyDataChunk(&chunk)
		if err != nil {
			return err
		}
	}
	if message := m.ResultError(r); message != "" {
		return engineError{message}
	}
	return nil
}

// failed translates an engine's message; an interrupt that ctx asked for becomes
// ctx's error.
func (c *conn) failed(ctx context.Context, op, message string) error {
	if err := ctx.Err(); err != nil && isInterrupt(message) {
		return cancelled(op, err)
	}
	return translate(op, c.path, message)
}
