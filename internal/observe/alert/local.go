package alert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// fileSender appends a line to a file of the home.
type fileSender struct{ home, path string }

func (s fileSender) send(_ context.Context, m Message) (string, error) {
	body, err := m.body()
	if err != nil {
		return "", err
	}
	path := s.path
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.home, filepath.FromSlash(path))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", lasting{cause("the file cannot be written", err)}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return "", lasting{cause("the file cannot be written", err)}
	}
	_, err = f.Write(append(body, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", lasting{cause("the file cannot be written", err)}
	}
	return fmt.Sprintf("%d bytes appended", len(body)+1), nil
}

// commandSender runs a program with the message on its standard input. What it
// prints is not kept: it may say anything.
type commandSender struct {
	home string
	run  []string
}

func (s commandSender) send(ctx context.Context, m Message) (string, error) {
	body, err := m.body()
	if err != nil {
		return "", err
	}
	program := s.run[0]
	if strings.ContainsAny(program, `/\`) && !filepath.IsAbs(program) {
		program = filepath.Join(s.home, filepath.FromSlash(program))
		if program, err = filepath.Abs(program); err != nil {
			return "", lasting{err}
		}
	}
	cmd := exec.CommandContext(ctx, program, s.run[1:]...) // the program is what scv.yml names: whoever may edit it decides
	cmd.Dir, cmd.Stdin = s.home, bytes.NewReader(append(body, '\n'))
	cmd.WaitDelay = timeout / 8 // for a child of it that keeps the streams open
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("the command was still running after %s", timeout)
	case errors.As(err, new(*exec.ExitError)):
		return "", fmt.Errorf("the command ended with %w", err)
	case err != nil:
		return "", lasting{cause("the command cannot be run", err)}
	}
	return "exit status 0", nil
}

// cause leaves the path out of an error of the system: scv.yml has it, and a notice
// goes to others.
func cause(what string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%s: %w", what, err)
}
