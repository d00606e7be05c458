package remote

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"scv"
	"scv/internal/warehouse"
)

const (
	// atOnce is how many queries of others run side by side; more wait. The holder
	// has work of its own.
	atOnce = 4
	// attached is how many readers may be connected; more wait to be let in.
	attached = 64
	// patience is how long a reader may neither ask nor take anything: it may be
	// stopped for good, and it keeps old rows alive.
	patience = 5 * time.Minute
	// grace is how long the holder's end waits for readers that are at it.
	grace = 2 * time.Second
)

// shared is a driver that serves its file to others until it is closed.
type shared struct {
	warehouse.Driver
	server *server
}

// Close ends the serving first: who finds no socket and then no lock has the file.
func (s *shared) Close() error {
	s.server.close()
	return s.Driver.Close()
}

// Space measures the file that is served.
func (s *shared) Space(ctx context.Context) (warehouse.Space, error) {
	return s.server.warehouse.Space(ctx)
}

// Compact compacts it; readers wait only while the files are exchanged.
func (s *shared) Compact(ctx context.Context, at func(step string) error) error {
	return s.server.warehouse.Compact(ctx, at)
}

// Share serves read-only queries on an open warehouse file to other processes of
// this user, until the driver it gives is closed. Where no socket can be made,
// others are told that the file is in use, as without Share.
func Share(d warehouse.Driver, path, runtime string, h Holder) warehouse.Driver {
	p, err := placeOf(path, runtime)
	if err != nil {
		return d
	}
	l, err := p.listen()
	if err != nil {
		return d
	}
	text, err := json.Marshal(hello{Protocol: protocol, Holder: h, Dialect: d.Dialect()})
	if err != nil {
		return d
	}
	s := &server{listener: l, record: p.record, hello: text, warehouse: warehouse.New(d), running: make(chan struct{}, atOnce), links: make(chan struct{}, attached)}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.done.Go(func() { s.accept(ctx) })
	return &shared{Driver: d, server: s}
}

type server struct {
	listener  net.Listener
	record    string
	hello     []byte
	warehouse *warehouse.Warehouse
	running   chan struct{} // one for each running query
	links     chan struct{} // one for each reader
	cancel    context.CancelFunc
	done      sync.WaitGroup
}

// accept lets readers in until the listener is closed.
func (s *server) accept(ctx context.Context) {
	for {
		s.links <- struct{}{}
		conn, err := s.listener.Accept()
		if err != nil {
			<-s.links
			return
		}
		s.done.Go(func() {
			defer func() { <-s.links }()
			defer conn.Close()
			if samePeer(conn) == nil {
				s.serve(ctx, conn)
			}
		})
	}
}

// close takes the socket away, lets readers finish for a while, and cuts the rest.
func (s *server) close() {
	_ = s.listener.Close() // removes the socket
	_ = removeIfThere(s.record)
	over := make(chan struct{})
	go func() {
		s.done.Wait()
		close(over)
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
	}
	s.cancel()
	<-over
}

// serve answers one reader until it leaves.
func (s *server) serve(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Whatever the reader's side is doing, an end of ctx frees both goroutines.
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	snapshot, err := s.warehouse.Snapshot(ctx)
	if err != nil {
		return
	}
	defer snapshot.Close()
	idle := time.AfterFunc(patience, cancel)
	defer idle.Stop()
	send := func(k kind, payload []byte) error {
		idle.Reset(patience)
		defer idle.Stop() // a query may take what time it needs
		return writeFrame(conn, k, payload)
	}
	if send(helloFrame, s.hello) != nil {
		return
	}
	idle.Reset(patience)
	for q := range queries(ctx, cancel, conn) {
		idle.Stop()
		if s.answer(ctx, snapshot, q, send) != nil {
			return
		}
		idle.Reset(patience)
	}
}

// queries reads what a reader asks. It keeps reading while a query runs: that the
// reader is gone ends ctx, and with it the query.
func queries(ctx context.Context, cancel context.CancelFunc, conn net.Conn) <-chan query {
	asked := make(chan query)
	go func() {
		defer close(asked)
		defer cancel()
		in := bufio.NewReader(conn)
		var buf []byte
		for {
			k, payload, err := readFrame(in, buf)
			if buf = payload; err != nil || k != queryFrame {
				return
			}
			q, err := readQuery(payload)
			if err != nil {
				return
			}
			select {
			case asked <- q:
			case <-ctx.Done():
				return
			}
		}
	}()
	return asked
}

// sendError is an answer that could not be sent: there is nobody to tell.
type sendError struct{ error }

// answer runs one query. Its error is one of sending.
func (s *server) answer(ctx context.Context, snapshot *warehouse.Snapshot, q query, send func(kind, []byte) error) error {
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	case <-ctx.Done():
		return ctx.Err()
	}
	out := &sender{send: func(k kind, payload []byte) error {
		if err := send(k, payload); err != nil {
			return sendError{err}
		}
		return nil
	}}
	err := read(ctx, snapshot, q, out)
	if err == nil {
		err = out.flush()
	}
	if gone, ok := errors.AsType[sendError](err); ok && !errors.Is(gone.error, errTooLong) {
		return gone
	}
	if err != nil {
		return send(errorFrame, encodeError(sendable(err)))
	}
	return send(endFrame, nil)
}

func read(ctx context.Context, snapshot *warehouse.Snapshot, q query, out *sender) error {
	begun := false
	if q.way == asRows {
		return snapshot.Rows(ctx, q.sql, q.args, func(t *warehouse.Table) error {
			if begun {
				return out.table(t)
			}
			begun = true
			return out.send(columnsFrame, encodeColumns(t.Columns, func(b []byte, i int) []byte { return appendText(b, t.Types[i]) }))
		})
	}
	return snapshot.Scan(ctx, q.sql, func(batch *scv.Batch) error {
		if !begun {
			begun = true
			names := make([]string, len(batch.Columns))
			for i, c := range batch.Columns {
				names[i] = c.Name
			}
			if err := out.send(columnsFrame, encodeColumns(names, func(b []byte, i int) []byte { return append(b, byte(batch.Columns[i].Type)) })); err != nil {
				return err
			}
		}
		return out.batch(batch)
	})
}

// sendable makes a row that cannot be sent the user's to change.
func sendable(err error) error {
	if !errors.Is(err, errTooLong) {
		return err
	}
	return &scv.Error{Code: scv.CodeSQL, Op: "read rows", Err: errTooLong, Hint: "Another process holds the warehouse: ask it for fewer or shorter columns, or wait until it has ended."}
}
