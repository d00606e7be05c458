package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"scv"
)

// A pipe stands for every device: who may write to the folder of one must not put a
// file in its place.
func TestADeviceIsWrittenToAndStays(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("this system has no pipes with a name:", err)
	}
	read := make(chan string)
	go func() {
		text, err := os.ReadFile(pipe)
		if err != nil {
			t.Error(err)
		}
		read <- string(text)
	}()
	if err := writeFile(pipe, []byte("rows")); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "rows" {
		t.Errorf("the pipe got %q", got)
	}
	if at, err := os.Stat(pipe); err != nil || at.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe is %v, %v", at.Mode(), err)
	}
}

func TestAFullDeviceIsSaid(t *testing.T) {
	const full = "/dev/full"
	if at, err := os.Stat(full); err != nil || at.Mode().Type()&os.ModeDevice == 0 {
		t.Skip("this system has no /dev/full")
	}
	err := streamFile(full, 0o644, func(w io.Writer) error {
		_, err := w.Write([]byte("rows"))
		return err
	})
	if scv.CodeOf(err) != scv.CodeUnwritable || !errors.Is(err, syscall.ENOSPC) {
		t.Error(err)
	}
	if at, err := os.Stat(full); err != nil || at.Mode().Type()&os.ModeDevice == 0 {
		t.Errorf("the device is gone: %v", err)
	}
}
