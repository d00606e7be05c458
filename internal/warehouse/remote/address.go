package remote

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// longestAddress is how long a socket's path may be on every system: Linux takes
// 107 bytes, macOS 103.
const longestAddress = 100

const (
	socketSuffix = ".sock"      // beside the warehouse file
	placeSuffix  = ".sock.path" // a file that names the socket, where it had to go elsewhere
)

// place is where the socket of a warehouse file is.
type place struct {
	beside string // in the folder of the file
	record string // names another place
	spare  string // for a folder that cannot hold it; "" for a reader
}

// placeOf finds the places for a file. runtime is a folder of the user's own for
// sockets ("" = one in the folder for temporary files).
func placeOf(path, runtime string) (place, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return place{}, err
	}
	// Two ways to one folder are one place.
	if real, err := filepath.EvalSymlinks(filepath.Dir(full)); err == nil {
		full = filepath.Join(real, filepath.Base(full))
	}
	if runtime == "" {
		runtime = filepath.Join(os.TempDir(), fmt.Sprintf("scv-%d", os.Geteuid()))
	} else {
		runtime = filepath.Join(runtime, "scv")
	}
	sum := sha256.Sum256([]byte(full))
	return place{
		beside: full + socketSuffix, record: full + placeSuffix,
		spare: filepath.Join(runtime, hex.EncodeToString(sum[:10])+socketSuffix),
	}, nil
}

// listen makes the socket: beside the file, else where the folder's path is too
// long or the file system takes no sockets, in the user's own folder. The caller
// holds the file, so a socket that is there is left over from a killed process.
func (p place) listen() (net.Listener, error) {
	l, err := listenAt(p.beside)
	if err == nil {
		return l, removeIfThere(p.record)
	}
	if err := privateFolder(filepath.Dir(p.spare)); err != nil {
		return nil, err
	}
	if l, err = listenAt(p.spare); err != nil {
		return nil, err
	}
	if err := os.WriteFile(p.record, []byte(p.spare+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func listenAt(address string) (net.Listener, error) {
	if len(address) > longestAddress {
		return nil, fmt.Errorf("listen: the path has %d bytes, and a socket's may have %d", len(address), longestAddress)
	}
	if err := removeIfThere(address); err != nil {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(address, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// privateFolder makes a folder that nobody else may enter, or checks that it is one.
func privateFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ours(info) || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s is not a folder of this user alone", dir)
	}
	return nil
}

// dial connects to the socket, where there is one that a process of this user
// listens at.
func (p place) dial() (net.Conn, error) {
	conn, err := dialAt(p.beside)
	if err == nil {
		return conn, nil
	}
	named, missing := os.ReadFile(p.record)
	if missing != nil {
		return nil, err
	}
	return dialAt(strings.TrimSpace(string(named)))
}

func dialAt(address string) (net.Conn, error) {
	if len(address) > longestAddress {
		return nil, fmt.Errorf("connect: %w", fs.ErrNotExist)
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := samePeer(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}
