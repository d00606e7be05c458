package memo

import (
	"io/fs"
	"reflect"
	"time"
)

// Stamp is what the file system says of a file: as long as it stays the same, the
// file was not written to. The zero Stamp says nothing.
type Stamp struct {
	Size, Modified, Changed int64 // nanoseconds
	Inode                   uint64
	Mode                    uint32
}

// settle is how long a file must have been left alone before its stamp is believed:
// times are coarse, and a file may be written to again within one tick.
const settle = 2 * time.Second

// StampOf takes a file's stamp. It is zero where the file system does not tell when
// the file last changed, a time that no program can set back.
func StampOf(info fs.FileInfo) Stamp {
	sys := reflect.ValueOf(info.Sys())
	if sys.Kind() == reflect.Pointer {
		sys = sys.Elem()
	}
	if sys.Kind() != reflect.Struct {
		return Stamp{}
	}
	inode, changed := sys.FieldByName("Ino"), sys.FieldByName("Ctim") // of Linux
	if !changed.IsValid() {
		changed = sys.FieldByName("Ctimespec") // of macOS and the BSDs
	}
	at, ok := nanoseconds(changed)
	if !ok || !inode.CanUint() {
		return Stamp{}
	}
	return Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano(), Changed: at, Inode: inode.Uint(), Mode: uint32(info.Mode())}
}

func nanoseconds(t reflect.Value) (int64, bool) {
	if t.Kind() != reflect.Struct {
		return 0, false
	}
	sec, nsec := t.FieldByName("Sec"), t.FieldByName("Nsec")
	if !sec.IsValid() || !nsec.IsValid() || !sec.CanInt() || !nsec.CanInt() {
		return 0, false
	}
	return sec.Int()*int64(time.Second) + nsec.Int(), true
}

// settled gives the stamp of a file that was left alone for a while, else none.
func settled(info fs.FileInfo, now time.Time) Stamp {
	s := StampOf(info)
	if s.Changed > now.Add(-settle).UnixNano() {
		return Stamp{}
	}
	return s
}
