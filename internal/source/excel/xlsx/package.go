package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"scv"
)

// Limits on what a part may unpack to: a workbook compresses about tenfold, one
// of nothing but zeros two hundredfold.
const (
	maxPart  = 4 << 30
	maxRatio = 400
	freePart = 64 << 20 // below this size the ratio does not matter
)

// parts is an open package.
type parts struct {
	name   string // for messages
	file   *os.File
	byName map[string]*zip.File // by lower-case name without a leading slash
}

func openParts(path, name string) (*parts, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	start := make([]byte, min(info.Size(), 1<<16))
	if _, err := io.ReadFull(f, start); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if len(start) < 4 || string(start[:2]) != "PK" {
		return nil, errors.Join(refuse(name, start), f.Close())
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, errors.Join(damaged(name, err), f.Close())
	}
	p := &parts{name: name, file: f, byName: map[string]*zip.File{}}
	for _, part := range z.File {
		key := clean(part.Name)
		if p.byName[key] == nil {
			p.byName[key] = part
		}
	}
	return p, nil
}

func clean(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

func damaged(name string, err error) error {
	return &scv.Error{
		Code: scv.CodeSourceBroken, Op: "read workbook", Subject: name, Err: err,
		Hint: "Open it in Excel: if it can be repaired there, save it again; else have it delivered again.",
	}
}

func (p *parts) has(name string) bool { return p.byName[clean(name)] != nil }

// open gives a part's content, limited to what a real one unpacks to.
func (p *parts) open(name string) (io.ReadCloser, error) {
	part := p.byName[clean(name)]
	if part == nil {
		return nil, damaged(p.name, fmt.Errorf("the part %s is missing", name))
	}
	in, err := part.Open()
	if err != nil {
		return nil, damaged(p.name, err)
	}
	limit := int64(maxPart)
	if packed := int64(part.CompressedSize64); packed < maxPart/maxRatio {
		limit = max(freePart, packed*maxRatio)
	}
	return &limited{in, limit, p.name}, nil
}

// limited ends with an error, not with the end of the file, at its limit.
type limited struct {
	io.ReadCloser
	left int64
	name string
}

func (l *limited) Read(b []byte) (int, error) {
	n, err := l.ReadCloser.Read(b)
	if l.left -= int64(n); l.left < 0 {
		return 0, tooMuch(l.name, "a part unpacks to far more than its size lets expect")
	}
	return n, err
}

func tooMuch(name, what string) error {
	return &scv.Error{
		Code: scv.CodeSourceTooLarge, Op: "read workbook", Subject: name, Err: errors.New(what),
		Hint: "Check where the file comes from; do not open it in Excel before you know.",
	}
}

// scan goes through the tags of a part.
func (p *parts) scan(name string, each func(*scanner) error) (err error) {
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	s := newScanner(in)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = each(s)
		}
		if err != nil {
			return p.place(name, err)
		}
	}
}

// place adds the workbook to an error of its content; other errors pass.
func (p *parts) place(part string, err error) error {
	var ours *scv.Error
	if errors.As(err, &ours) || errors.Is(err, errStop) {
		return err
	}
	if isPacked(err) {
		err = fmt.Errorf("its packed content is damaged: %w", err)
		return damaged(p.name, fmt.Errorf("part %s: %w", part, err))
	}
	if _, ok := errors.AsType[contentError](err); ok || isFormat(err) {
		return damaged(p.name, fmt.Errorf("part %s: %w", part, err))
	}
	return err
}

// contentError is something wrong in a part; other errors are the caller's.
type contentError struct{ error }

func isFormat(err error) bool {
	return slices.ContainsFunc([]error{errXML, errDTD, errLong}, func(known error) bool { return errors.Is(err, known) })
}

// isPacked is an error of unpacking: what is in the zip does not agree with its
// own checksum or length, as after a broken transfer.
func isPacked(err error) bool {
	packed := []error{zip.ErrChecksum, zip.ErrFormat, zip.ErrAlgorithm, io.ErrUnexpectedEOF}
	return slices.ContainsFunc(packed, func(known error) bool { return errors.Is(err, known) }) || strings.HasPrefix(err.Error(), "flate:")
}

var errStop = errors.New("stop")
