package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"

	"scv"
	"scv/internal/warehouse"
)

// link is one connection to the holder. It looks like a driver of one connection,
// its own.
type link struct {
	conn  net.Conn
	in    *bufio.Reader
	buf   []byte
	hello hello
	cut   bool // nothing more can be asked
}

// dial connects to the holder and reads who it is.
func (o Options) dial(ctx context.Context) (*link, error) {
	p, err := placeOf(o.Path, o.Runtime)
	if err != nil {
		return nil, err
	}
	conn, err := p.dial()
	if err != nil {
		return nil, err
	}
	l := &link{conn: conn, in: bufio.NewReader(conn)}
	ctx, enough := context.WithTimeout(ctx, atMost)
	defer enough()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	k, payload, err := readFrame(l.in, nil)
	if err == nil && k != helloFrame {
		err = malformed("it says no hello")
	}
	if err == nil {
		l.hello, err = readHello(payload)
	}
	if err != nil {
		l.end()
		return nil, err
	}
	return l, nil
}

func (l *link) end() {
	l.cut = true
	_ = l.conn.Close()
}

// ask sends a query and takes the frames of its answer. After an error of take the
// rest of the answer is nobody's, and the link is cut.
func (l *link) ask(ctx context.Context, q query, take func(kind, []byte) error) error {
	if ctx.Err() != nil {
		return cancelled(ctx)
	}
	payload, err := q.encode()
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.conn.Close() })
	err = l.exchange(payload, take)
	if !stop() {
		l.end()
		return cancelled(ctx)
	}
	return err
}

func (l *link) exchange(payload []byte, take func(kind, []byte) error) error {
	if err := writeFrame(l.conn, queryFrame, payload); err != nil {
		return l.gone(err)
	}
	for {
		k, payload, err := readFrame(l.in, l.buf)
		l.buf = payload
		switch {
		case err != nil:
			return l.gone(err)
		case k == endFrame:
			return nil
		case k == errorFrame:
			return readError(payload)
		}
		if err := take(k, payload); err != nil {
			l.end()
			return err
		}
	}
}

func (l *link) gone(err error) error {
	l.end()
	if errors.Is(err, errProtocol) || errors.Is(err, errTooLong) {
		return fmt.Errorf("read from the process that holds the warehouse: %w", err)
	}
	return errors.Join(errCut, err)
}

// Rows asks for an answer as rows.
func (l *link) Rows(ctx context.Context, sql string, args []any, fn func(*warehouse.Table) error) error {
	head := &warehouse.Table{}
	return l.ask(ctx, query{asRows, sql, args}, func(k kind, payload []byte) (err error) {
		t := head
		switch k {
		case columnsFrame:
			head, err = readTableColumns(payload)
			t = head
		case rowsFrame:
			t, err = readTableRows(payload, head)
		default:
			err = malformed("an answer has an unknown part")
		}
		if err != nil {
			return err
		}
		return fn(t)
	})
}

// Scan asks for an answer as batches.
func (l *link) Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error {
	batch := scv.NewBatch(nil)
	return l.ask(ctx, query{asScan, sql, nil}, func(k kind, payload []byte) error {
		switch k {
		case columnsFrame:
			fields, err := readFields(payload)
			batch = scv.NewBatch(fields)
			return err
		case rowsFrame:
			if err := readBatch(payload, batch); err != nil {
				return err
			}
			return fn(batch)
		default:
			return malformed("an answer has an unknown part")
		}
	})
}

// Table asks for a whole answer.
func (l *link) Table(ctx context.Context, sql string, args ...any) (*warehouse.Table, error) {
	t := &warehouse.Table{}
	if err := l.Rows(ctx, sql, args, warehouse.Collect(t)); err != nil {
		return nil, err
	}
	return t, nil
}

// OnlyReads leaves it to the holder, which refuses what does more.
func (l *link) OnlyReads(string) error { return nil }

// Exec is refused: a link only reads.
func (l *link) Exec(context.Context, string, ...any) (int64, error) {
	return 0, readsOnly(l.hello.Holder)
}

// Append is refused: a link only reads.
func (l *link) Append(context.Context, scv.Relation, *scv.Batch) error {
	return readsOnly(l.hello.Holder)
}

// Connect gives the link itself.
func (l *link) Connect(context.Context) (warehouse.DriverConn, error) { return l, nil }

// Dialect is the holder's.
func (l *link) Dialect() warehouse.Dialect { return l.hello.Dialect }

// Close leaves the holder.
func (l *link) Close() error {
	l.end()
	return nil
}
