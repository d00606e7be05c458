package remote

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// protocol is the version of what is spoken here; both sides must have the same.
const protocol = 1

// Holder says who holds a file.
type Holder struct {
	PID     int    `json:"pid"`
	Command string `json:"command"` // "scv run"
	Reads   bool   `json:"reads"`   // it only reads, and will be done soon
}

type hello struct {
	Protocol int               `json:"protocol"`
	Holder   Holder            `json:"holder"`
	Dialect  warehouse.Dialect `json:"dialect"`
}

func readHello(payload []byte) (h hello, err error) {
	if err := json.Unmarshal(payload, &h); err != nil {
		return h, malformed("its hello cannot be read")
	}
	if h.Protocol != protocol {
		return h, malformed(fmt.Sprintf("its version is %d, not %d", h.Protocol, protocol))
	}
	return h, nil
}

// The ways of an answer.
const (
	asRows byte = 'r' // as warehouse.Table
	asScan byte = 's' // as scv.Batch
)

type query struct {
	way  byte
	sql  string
	args []any
}

func (q query) encode() ([]byte, error) {
	b := appendText([]byte{q.way}, q.sql)
	b = binary.AppendUvarint(b, uint64(len(q.args)))
	for i, a := range q.args {
		var err error
		if b, err = appendArgument(b, a); err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return b, nil
}

func readQuery(payload []byte) (q query, err error) {
	d := &decoder{data: payload}
	q.way, q.sql = d.byte(), d.text()
	for range d.count() {
		if d.err == nil {
			q.args = append(q.args, d.value(0))
		}
	}
	if q.way != asRows && q.way != asScan {
		d.fail("a query asks for no known way")
	}
	return q, d.end()
}

// failure is an error on its way.
type failure struct {
	Code    scv.Code `json:"code"`
	Op      string   `json:"op"`
	Subject string   `json:"subject"`
	Hint    string   `json:"hint"`
	Cause   string   `json:"cause"`
}

func encodeError(err error) []byte {
	f := failure{Code: scv.CodeOf(err), Hint: scv.HintOf(err), Cause: err.Error()}
	if e, ok := errors.AsType[*scv.Error](err); ok {
		f.Op, f.Subject, f.Cause = e.Op, e.Subject, ""
		if e.Err != nil {
			f.Cause = e.Err.Error()
		}
	}
	data, err := json.Marshal(f)
	if err != nil {
		return []byte("{}") // a struct of texts can always be written
	}
	return data
}

func readError(payload []byte) error {
	var f failure
	if err := json.Unmarshal(payload, &f); err != nil {
		return malformed("its error cannot be read")
	}
	e := &scv.Error{Code: f.Code, Op: f.Op, Subject: f.Subject, Hint: f.Hint}
	if f.Cause != "" {
		e.Err = errors.New(f.Cause)
	}
	return e
}
