package artifact

import (
	"cmp"
	"errors"
	"runtime"
	"sync"

	"scv/internal/dbt/project"
	"scv/jinja"
)

// members is a JSON object that is made member by member: its bytes in pieces.
type members struct {
	pieces [][]byte
	err    error // the first one
}

// perPiece is how many entries of a large object make one piece.
const perPiece = 256

func (m *members) put(key string, v jinja.Value) {
	buf, err := project.AppendJSON(m.begin(key), v, project.JSONOptions{})
	m.pieces, m.err = append(m.pieces, buf), cmp.Or(m.err, err)
}

// begin gives what stands before a member's value.
func (m *members) begin(key string) []byte {
	if len(m.pieces) == 0 {
		return []byte(`{"` + key + `":`)
	}
	return []byte(`,"` + key + `":`)
}

// object puts a member that is an object itself, entry by entry, several at once.
func (m *members) object(key string, ids []string, entry func(id string) *jinja.Dict) {
	if len(ids) == 0 {
		m.put(key, jinja.NewDict())
		return
	}
	m.pieces = append(m.pieces, append(m.begin(key), '{'))
	first, count := len(m.pieces), (len(ids)+perPiece-1)/perPiece
	m.pieces = append(m.pieces, make([][]byte, count)...)
	faults := make([]error, count)
	var group sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), count)
	for at := range workers {
		group.Go(func() {
			for i := at; i < count; i += workers {
				part := ids[i*perPiece : min(len(ids), (i+1)*perPiece)]
				m.pieces[first+i], faults[i] = entries(part, i > 0, entry)
			}
		})
	}
	group.Wait()
	m.pieces = append(m.pieces, []byte("}"))
	m.err = cmp.Or(m.err, errors.Join(faults...))
}

func entries(ids []string, comma bool, entry func(id string) *jinja.Dict) ([]byte, error) {
	var buf []byte
	var err error
	for _, id := range ids {
		if comma {
			buf = append(buf, ',')
		}
		comma = true
		if buf, err = project.AppendJSON(buf, id, project.JSONOptions{}); err != nil {
			return buf, err
		}
		if buf, err = project.AppendJSON(append(buf, ':'), entry(id), project.JSONOptions{}); err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// all gives the pieces of the whole object.
func (m *members) all() [][]byte { return append(m.pieces, []byte("}")) }
