package memo

import (
	"encoding/binary"
	"os"
	"sync"
)

// Store is a memo. A nil Store remembers nothing. It may be used by several
// goroutines at once.
type Store struct {
	path   string
	engine string
	old    map[Key]string // as they were read

	mu    sync.Mutex
	now   map[Key]string // asked for or put in this run: what Save writes
	fresh int            // of now: put in
}

// Open reads the memo at path that the same engine wrote.
func Open(path, engine string) *Store {
	s := &Store{path: path, engine: engine, old: map[Key]string{}, now: map[Key]string{}}
	data, err := os.ReadFile(path)
	if err != nil {
		return s
	}
	if old, err := read(string(data), engine); err == nil {
		s.old = old
	}
	return s
}

// read takes the entries of a file; their bytes stay parts of data.
func read(data, engine string) (map[Key]string, error) {
	body, err := unframed(data, engine)
	if err != nil || len(body) < 4 {
		return nil, errForm
	}
	count := binary.LittleEndian.Uint32([]byte(body[:4]))
	if body = body[4:]; int(count) > len(body)/len(Key{}) {
		return nil, errForm
	}
	out := make(map[Key]string, count)
	for range count {
		if len(body) < len(Key{})+4 {
			return nil, errForm
		}
		key := Key([]byte(body[:len(Key{})]))
		body = body[len(Key{}):]
		n := int(binary.LittleEndian.Uint32([]byte(body[:4])))
		if body = body[4:]; n > len(body) {
			return nil, errForm
		}
		out[key], body = body[:n], body[n:]
	}
	return out, nil
}

// Get reads the value of a key into what into points to, and says whether it was
// there.
func (s *Store) Get(k Key, into any) bool {
	if s == nil {
		return false
	}
	data, ok := s.old[k]
	if !ok || decode(data, into) != nil {
		return false
	}
	s.mu.Lock()
	s.now[k] = data
	s.mu.Unlock()
	return true
}

// Put keeps a value under a key, to be read into a variable of its own type. A value that has no form in the file is left out.
func (s *Store) Put(k Key, v any) {
	if s == nil {
		return
	}
	data, err := encode(v)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now[k] = string(data)
	s.fresh++
}

// Fresh counts the values that were put in.
func (s *Store) Fresh() int {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fresh
}

// Save writes what this run asked for or put in; what nobody asked for is dropped.
// Nothing is written when that is what the file holds.
func (s *Store) Save() error {
	if s == nil || s.fresh == 0 && len(s.now) == len(s.old) {
		return nil
	}
	return write(s.path, s.bytes())
}

func (s *Store) bytes() []byte {
	size := 4
	for _, data := range s.now {
		size += len(Key{}) + 4 + len(data)
	}
	out := binary.LittleEndian.AppendUint32(framing(s.engine, size), uint32(len(s.now)))
	for k, data := range s.now {
		out = append(out, k[:]...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
		out = append(out, data...)
	}
	return framed(out, s.engine)
}
