package duckdb

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"scv"
)

// kinds maps how DuckDB's messages begin to codes. Order matters: first hit wins.
var kinds = []struct {
	pattern *regexp.Regexp
	code    scv.Code
	hint    string
}{
	{regexp.MustCompile(`(?i)No space left on device|File too large|There is not enough space|max_temp_directory_size`), scv.CodeDiskFull, "Free space on this disk and type the same command again: nothing of the failed step was kept."},
	{regexp.MustCompile(damagedFile), scv.CodeWarehouseDamaged, restoreHint},
	{regexp.MustCompile(`^Out of Memory Error`), scv.CodeOutOfMemory, "Give the warehouse more memory or more space for its temporary files, and type the same command again."},
	{regexp.MustCompile(`(?i)^(FATAL|INTERNAL) Error|database has been invalidated`), scv.CodeWarehouseFailed, "Type the same command again; if it comes back, restore the newest backup."},
	{regexp.MustCompile(`(?i)conflict on|Transaction conflict|Conflict on tuple`), scv.CodeWriteConflict, "Type the same command again: nothing of this try was kept."},
	{regexp.MustCompile(`^(Parser|Syntax) Error`), scv.CodeSQL, "Correct the statement at the place the message marks."},
	{regexp.MustCompile(`^(Binder|Catalog|Not implemented|Dependency) Error|^Table .* could not be found`), scv.CodeSQL, "Check the names in the statement; `scv query \"show all tables\"` lists what there is."},
	{regexp.MustCompile(`^Permission Error|read-only`), scv.CodeNotReadOnly, "Ask with a select statement on the tables of the warehouse: files are out of reach."},
}

// damagedFile is what DuckDB says of a file whose bytes are not what it wrote: a
// block that fails its checksum, a file that ends too early.
const damagedFile = `(?i)Corrupt database file|Could not read enough bytes`

const restoreHint = "Restore the file from a backup, or move it away and run again: the sources are loaded anew."

// translate makes the user's error of an engine's message.
func translate(op, path, message string) error {
	cause := errors.New(withoutValues(strings.TrimSpace(message)))
	for _, k := range kinds {
		if !k.pattern.MatchString(message) {
			continue
		}
		e := &scv.Error{Code: k.code, Op: op, Hint: k.hint, Err: cause}
		if k.code == scv.CodeDiskFull || k.code == scv.CodeWarehouseFailed || k.code == scv.CodeWarehouseDamaged {
			e.Subject = path
		}
		return e
	}
	if strings.HasPrefix(message, "IO Error") {
		return &scv.Error{Code: scv.CodeWarehouseOpen, Op: op, Subject: path, Hint: "Check that the disk and the folder can be written to.", Err: cause}
	}
	return &scv.Error{Code: scv.CodeStatement, Op: op, Hint: "Cast with try_cast, or filter the rows that do not fit.", Err: cause}
}

var (
	dataError = regexp.MustCompile(`^(Conversion|Constraint|Invalid Input|Out of Range|Invalid type|Mismatch Type) Error`)
	quoted    = regexp.MustCompile(`'[^'\n]*'|"[^"\n]*"`)
)

// withoutValues blanks what may be a customer's value in a message about data:
// quoted text of the first line. The lines below repeat the statement.
func withoutValues(message string) string {
	if !dataError.MatchString(message) {
		return message
	}
	first, rest, _ := strings.Cut(message, "\n")
	first = quoted.ReplaceAllString(first, "'…'")
	if strings.TrimSpace(rest) == "" {
		return first
	}
	return first + "\n" + rest
}

var heldBy = regexp.MustCompile(`Conflicting lock is held in (.*?) ?\(PID (\d+)\)`)

var (
	noDatabase = regexp.MustCompile(damagedFile + `|(?i)not a valid DuckDB database|corrupt|checksum|deserializ|Serialization Error|replaying WAL|version number|Unrecognized storage|extension|FATAL Error|INTERNAL Error`)
	newerFile  = regexp.MustCompile(`version number|newer version|storage version`)
)

// openError explains why a database file could not be opened.
func openError(path, message string) error {
	message = strings.TrimSpace(message)
	e := &scv.Error{Op: "open warehouse", Subject: path, Err: errors.New(message)}
	switch held := heldBy.FindStringSubmatch(message); {
	case held != nil:
		e.Code = scv.CodeWarehouseInUse
		e.Err = fmt.Errorf("held by another process: %s, PID %s", held[1], held[2])
		e.Hint = "Wait until process " + held[2] + " has ended, or stop it with `kill " + held[2] + "`; then type the same command again."
	case strings.Contains(message, "Could not set lock"):
		e.Code = scv.CodeWarehouseInUse
		e.Hint = "Another process holds the file: wait until it has ended, then type the same command again."
	case strings.Contains(message, "No space left"), strings.Contains(message, "File too large"):
		e.Code = scv.CodeDiskFull
		e.Hint = "Free space on this disk and type the same command again."
	case newerFile.MatchString(message):
		e.Code = scv.CodeWarehouseDamaged
		e.Hint = "The file was written by another version of DuckDB: use the scv that wrote it, or move the file away and run again."
	case noDatabase.MatchString(message):
		e.Code = scv.CodeWarehouseDamaged
		e.Hint = restoreHint
	default:
		e.Code = scv.CodeWarehouseOpen
		e.Hint = "Check that the folder exists and is yours to write, and that the path names a file."
	}
	return e
}

func isInterrupt(message string) bool { return strings.HasPrefix(message, "INTERRUPT Error") }

// cancelled keeps ctx's error in the chain, for errors.Is.
func cancelled(op string, err error) error {
	return &scv.Error{Code: scv.CodeInterrupted, Op: op, Hint: "Type the same command again: nothing of the stopped step was kept.", Err: err}
}

func notReadOnly(cause error) error {
	if cause == nil {
		cause = errors.New("the statement does more than read")
	}
	return &scv.Error{Code: scv.CodeNotReadOnly, Op: "run query", Hint: "Ask with one select statement; data is changed by `scv run` alone.", Err: cause}
}
