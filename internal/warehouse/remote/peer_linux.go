package remote

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// samePeer refuses a process of another user.
func samePeer(conn net.Conn) error {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return errors.New("the connection is no socket")
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var peer *syscall.Ucred
	var asked error
	err = raw.Control(func(fd uintptr) {
		peer, asked = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err = errors.Join(err, asked); err != nil {
		return err
	}
	if int(peer.Uid) != os.Geteuid() {
		return errors.New("the other process belongs to another user")
	}
	return nil
}

// ours says whether a folder belongs to this user.
func ours(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid()
}
