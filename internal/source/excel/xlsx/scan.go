package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// scanner takes XML apart into tags and text. encoding/xml allocates for every
// token and is the whole cost of reading a sheet; a workbook needs only this:
// local names, attributes on demand, character data. A document type definition
// is refused, so entities cannot grow.
type scanner struct {
	in   *bufio.Reader
	line []byte // from < to >, reused
	name []byte // local name of the current tag
	rest []byte // its attributes
	kind tagKind
	text []byte // character data before the current tag, as written
	buf  []byte

	quote byte // the quote that is open in the tag being read; 0 = none
}

type tagKind uint8

const (
	open tagKind = iota
	closing
	empty // <a/>
)

var (
	errDTD    = errors.New("a document type definition, which no workbook needs")
	errLong   = errors.New("a tag of more than 1 MiB")
	errXML    = errors.New("the XML ends inside a tag")
	wideStart = []byte("<\x00")
)

const maxTag = 1 << 20

func newScanner(in io.Reader) *scanner {
	b := bufio.NewReaderSize(in, 1<<16)
	if start, _ := b.Peek(2); bytes.Equal(start, wideStart) { // UTF-16 without a mark
		b = bufio.NewReaderSize(transform.NewReader(b, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()), 1<<16)
	} else {
		b = bufio.NewReaderSize(transform.NewReader(b, unicode.BOMOverride(transform.Nop)), 1<<16)
	}
	return &scanner{in: b}
}

// next goes to the next tag; text is what stood before it. io.EOF ends the part.
func (s *scanner) next() error {
	s.text = s.text[:0]
	for {
		if err := s.readText(); err != nil {
			return err
		}
		again, err := s.readTag()
		if err != nil || !again {
			return err
		}
	}
}

// readText collects character data up to the next <.
func (s *scanner) readText() error {
	for {
		part, err := s.in.ReadSlice('<')
		switch {
		case err == nil:
			s.text = append(s.text, part[:len(part)-1]...)
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			s.text = append(s.text, part...)
			if len(s.text) > 64*maxTag {
				return errLong
			}
		default:
			return err
		}
	}
}

// readTag reads up to the > that ends a tag; again means it was none: a comment,
// an instruction or CDATA, after which the text goes on.
func (s *scanner) readTag() (again bool, err error) {
	s.line, s.quote = s.line[:0], 0
	for {
		part, err := s.in.ReadSlice('>')
		from := len(s.line)
		s.line = append(s.line, part...)
		s.follow(s.line[from:])
		if errors.Is(err, io.EOF) {
			return false, errXML
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return false, err
		}
		if len(s.line) > 64*maxTag {
			return false, errLong
		}
		if err == nil && s.complete() {
			break
		}
	}
	tag := s.line[:len(s.line)-1]
	switch {
	case bytes.HasPrefix(tag, []byte("![CDATA[")):
		s.text = appendEscaped(s.text, tag[8:len(tag)-2])
		return true, nil
	case bytes.HasPrefix(tag, []byte("!--")), bytes.HasPrefix(tag, []byte("?")):
		return true, nil
	case bytes.HasPrefix(tag, []byte("!")):
		return false, errDTD
	}
	s.setTag(tag)
	return false, nil
}

// complete says whether the > read last ends the tag, and is not inside a
// comment, CDATA or an attribute's quotes.
func (s *scanner) complete() bool {
	switch {
	case bytes.HasPrefix(s.line, []byte("!--")):
		return len(s.line) >= 6 && bytes.HasSuffix(s.line, []byte("-->"))
	case bytes.HasPrefix(s.line, []byte("![CDATA[")):
		return len(s.line) >= 11 && bytes.HasSuffix(s.line, []byte("]]>"))
	case bytes.HasPrefix(s.line, []byte("?")):
		return bytes.HasSuffix(s.line, []byte("?>"))
	}
	return s.quote == 0
}

// follow keeps track of whether an attribute's quotes are open, each byte once:
// a value may hold any number of >.
func (s *scanner) follow(part []byte) {
	for _, c := range part {
		switch {
		case s.quote != 0:
			if c == s.quote {
				s.quote = 0
			}
		case c == '"' || c == '\'':
			s.quote = c
		}
	}
}

func (s *scanner) setTag(tag []byte) {
	s.kind = open
	if len(tag) > 0 && tag[0] == '/' {
		s.kind, tag = closing, tag[1:]
	} else if len(tag) > 0 && tag[len(tag)-1] == '/' {
		s.kind, tag = empty, tag[:len(tag)-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	s.name, s.rest = tag[:end], tag[end:]
	if colon := bytes.IndexByte(s.name, ':'); colon >= 0 {
		s.name = s.name[colon+1:]
	}
}

// is says whether the current tag starts an element of that local name.
func (s *scanner) is(name string) bool { return s.kind != closing && string(s.name) == name }

// ends says whether the current tag ends an element of that local name.
func (s *scanner) ends(name string) bool { return s.kind == closing && string(s.name) == name }

// attr gives an attribute of the current tag by local name, references resolved;
// nil when it is not there. The value is valid until the next call.
func (s *scanner) attr(name string) []byte {
	rest := s.rest
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimRight(rest[:eq], " \t\r\n")
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		value := rest[1 : end+1]
		rest = rest[end+2:]
		if colon := bytes.IndexByte(key, ':'); colon >= 0 && name != "xml:space" {
			key = key[colon+1:]
		}
		if string(key) == name {
			return s.unescape(value)
		}
	}
}

// unescape resolves references and makes every line break one newline, as XML
// demands; where there is neither it gives the text itself.
func (s *scanner) unescape(text []byte) []byte {
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	if bytes.IndexByte(text, '&') < 0 {
		return text
	}
	s.buf = appendUnescaped(s.buf[:0], text)
	return s.buf
}

func appendUnescaped(out, text []byte) []byte {
	for {
		amp := bytes.IndexByte(text, '&')
		if amp < 0 {
			return append(out, text...)
		}
		out = append(out, text[:amp]...)
		semi := bytes.IndexByte(text[amp:], ';')
		if semi < 0 {
			return append(out, text[amp:]...)
		}
		out = appendReference(out, text[amp+1:amp+semi])
		text = text[amp+semi+1:]
	}
}

func appendReference(out, name []byte) []byte {
	switch string(name) {
	case "amp":
		return append(out, '&')
	case "lt":
		return append(out, '<')
	case "gt":
		return append(out, '>')
	case "quot":
		return append(out, '"')
	case "apos":
		return append(out, '\'')
	}
	if len(name) > 1 && name[0] == '#' {
		digits, base := string(name[1:]), 10
		if digits[0] == 'x' || digits[0] == 'X' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 32); err == nil {
			return append(out, string(rune(n))...)
		}
	}
	return append(append(append(out, '&'), name...), ';')
}

// appendEscaped keeps CDATA as it is through a later unescape.
func appendEscaped(out, text []byte) []byte {
	for _, c := range text {
		if c == '&' {
			out = append(out, "&amp;"...)
			continue
		}
		out = append(out, c)
	}
	return out
}
