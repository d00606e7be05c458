package remote

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// kind says what a frame is.
type kind byte

const (
	helloFrame   kind = 'H'
	queryFrame   kind = 'Q'
	columnsFrame kind = 'C'
	rowsFrame    kind = 'R'
	endFrame     kind = 'E'
	errorFrame   kind = 'X'
)

const (
	frameHead = 5        // kind and length
	maxFrame  = 64 << 20 // bytes; a row must fit
	readStep  = 1 << 20  // a length is believed as far as bytes follow
)

// errProtocol is what the other side should not have sent.
var errProtocol = errors.New("the other process does not speak this protocol")

func malformed(what string) error { return fmt.Errorf("%w: %s", errProtocol, what) }

// writeFrame sends one frame.
func writeFrame(w io.Writer, k kind, payload []byte) error {
	if len(payload) > maxFrame {
		return errTooLong
	}
	frame := make([]byte, frameHead, frameHead+len(payload))
	frame[0] = byte(k)
	binary.BigEndian.PutUint32(frame[1:], uint32(len(payload)))
	_, err := w.Write(append(frame, payload...))
	return err
}

// readFrame reads one frame into buf, grown as bytes arrive; the payload is valid
// until the next call with the same buffer.
func readFrame(r io.Reader, buf []byte) (kind, []byte, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, buf, err
	}
	left := int(binary.BigEndian.Uint32(head[1:]))
	if left > maxFrame {
		return 0, buf, malformed("a frame is too long")
	}
	buf = buf[:0]
	for left > 0 {
		step := min(left, readStep)
		start := len(buf)
		buf = append(buf, make([]byte, step)...)
		if _, err := io.ReadFull(r, buf[start:]); err != nil {
			return 0, buf, err
		}
		left -= step
	}
	return kind(head[0]), buf, nil
}
