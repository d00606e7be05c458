package memo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
)

// magic begins each file; its number changes with the form of the files.
const magic = "scv memo 2\n"

var (
	table   = crc32.MakeTable(crc32.Castagnoli)
	errForm = errors.New("this is no memo of this engine")
)

// framing begins a file: the body of a size is appended to it, framed ends it.
func framing(engine string, size int) []byte {
	head := magic + engine + "\n"
	out := make([]byte, 0, len(head)+4+size)
	return append(append(out, head...), 0, 0, 0, 0)
}

func framed(file []byte, engine string) []byte {
	at := len(magic) + len(engine) + 1
	binary.LittleEndian.PutUint32(file[at:], crc32.Checksum(file[at+4:], table))
	return file
}

// unframed gives the body of a file that the engine wrote, whole.
func unframed(data, engine string) (string, error) {
	body, ok := strings.CutPrefix(data, magic+engine+"\n")
	if !ok || len(body) < 4 {
		return "", errForm
	}
	sum := binary.LittleEndian.Uint32([]byte(body[:4]))
	if body = body[4:]; crc32.Checksum([]byte(body), table) != sum {
		return "", errForm
	}
	return body, nil
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder for the memo: %w", err)
	}
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return fmt.Errorf("write the memo: %w", err)
	}
	return os.Rename(path+".new", path)
}

// Keep writes one value to a file of its own, to be read into a variable of its type.
func Keep(path, engine string, v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	return write(path, framed(append(framing(engine, len(data)), data...), engine))
}

// Kept reads what Keep wrote into what into points to, and says whether it was
// there: from the same engine, whole.
func Kept(path, engine string, into any) bool {
	data, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	body, err := unframed(string(data), engine)
	return err == nil && decode(body, into) == nil
}
