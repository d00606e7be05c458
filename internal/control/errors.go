package control

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"scv"
)

// translate makes the user's error of SQLite's; a cancelled context stays visible.
func translate(op, path string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*scv.Error](err); ok {
		return err
	}
	e := &scv.Error{Code: scv.CodeControlFailed, Op: op, Subject: path, Hint: "Report this with the message; the warehouse is not touched.", Err: err}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		e.Code, e.Hint = scv.CodeInterrupted, "Type the same command again."
		return e
	}
	if errors.Is(err, errNewer) {
		e.Code, e.Hint = scv.CodeControlNewer, "Use the newer scv, or restore a backup from before the upgrade."
		return e
	}
	if s, ok := errors.AsType[*sqlite.Error](err); ok {
		e.Code, e.Hint = kind(s.Code(), e.Hint)
	}
	return e
}

// primary is the part of SQLite's code that says what kind of error it is.
const primary = 0xFF

func kind(code int, hint string) (scv.Code, string) {
	switch code & primary {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return scv.CodeControlInUse, "Another scv command is writing: wait until it has ended and type this one again."
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return scv.CodeControlDamaged, "Restore the file from a backup, or move it away: the history of runs starts anew."
	case lib.SQLITE_INTERRUPT:
		return scv.CodeInterrupted, "Type the same command again."
	case lib.SQLITE_FULL, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH, lib.SQLITE_IOERR:
		return scv.CodeControlOpen, "Check that the folder exists and has free space, and that the file and those beside it that end in -wal and -shm are yours to write."
	default:
		return scv.CodeControlFailed, hint
	}
}
