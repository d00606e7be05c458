package memo

import (
	"crypto/sha256"
	"fmt"
	"os"
	"runtime/debug"
)

// Key is the digest of what a value follows from.
type Key [sha256.Size]byte

// KeyOf gives the key of parts, values of the kinds that can be kept. The error
// is for a part that cannot: its owner must be made anew each time.
func KeyOf(parts ...any) (Key, error) {
	e := encoder{buf: make([]byte, 0, 1024)}
	for _, p := range parts {
		if err := e.any(p); err != nil {
			return Key{}, err
		}
	}
	return sha256.Sum256(e.buf), nil
}

// Engine names the running program, so that another build reads nothing of what
// this one wrote: its version, and size and time of its file.
func Engine() string {
	name := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		name = info.Main.Version + " " + info.GoVersion
	}
	path, err := os.Executable()
	if err != nil {
		return name
	}
	file, err := os.Stat(path)
	if err != nil {
		return name
	}
	return fmt.Sprintf("%s %d %d", name, file.Size(), file.ModTime().UnixNano())
}
