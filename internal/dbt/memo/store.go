package memo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
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

// magic begins the file; its number changes with the form of the file.
const magic = "scv memo 1\n"

var table = crc32.MakeTable(crc32.Castagnoli)

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

var errForm = errors.New("this is no memo of this engine")

// read takes the entries of a file; their bytes stay parts of data.
func read(data, engine string) (map[Key]string, error) {
	head := magic + engine + "\n"
	body, ok := strings.CutPrefix(data, head)
	if !ok || len(body) < 8 {
		return nil, errForm
	}
	sum := binary.LittleEndian.Uint32([]byte(body[:4]))
	count := binary.LittleEndian.Uint32([]byte(body[4:8]))
	body = body[8:]
	if crc32.Checksum([]byte(body), table) != sum || int(count) > len(body)/len(Key{}) {
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
	if err := os.MkdirAll(filepath.Dir(s.path), 0o755); err != nil {
		return fmt.Errorf("make folder for the memo: %w", err)
	}
	tmp := s.path + ".new"
	if err := os.WriteFile(tmp, s.bytes(), 0o600); err != nil {
		return fmt.Errorf("write the memo: %w", err)
	}
	return os.Rename(tmp, s.path)
}

func (s *Store) bytes() []byte {
	size := 0
	for _, data := range s.now {
		size += len(Key{}) + 4 + len(data)
	}
	head := magic + s.engine + "\n"
	out := make([]byte, 0, len(head)+8+size)
	out = append(append(out, head...), make([]byte, 8)...)
	for k, data := range s.now {
		out = append(out, k[:]...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
		out = append(out, data...)
	}
	binary.LittleEndian.PutUint32(out[len(head):], crc32.Checksum(out[len(head)+8:], table))
	binary.LittleEndian.PutUint32(out[len(head)+4:], uint32(len(s.now)))
	return out
}
