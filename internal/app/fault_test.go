package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/race"
)

// A crippled child is this test binary: it runs the home faultHome, as somebody
// who is not root, with files of at most faultSize bytes, and prints what a user
// would be told.
const (
	faultHome = "SCV_TEST_FAULT_HOME"
	faultSize = "SCV_TEST_FAULT_SIZE"
	nobody    = 65534
)

func crippled(home string) int {
	if size, err := strconv.ParseUint(os.Getenv(faultSize), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // as the command does
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
			fmt.Println(err)
			return 99
		}
	} else if os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			fmt.Println(err)
			return 99
		}
	}
	_, err := work(context.Background(), "run", home, scv.NoProgress{})
	fmt.Fprintf(os.Stdout, "%s\n%s\n%v\n", scv.CodeOf(err), scv.HintOf(err), err)
	return scv.ExitOf(err)
}

// told is what a crippled run says.
type told struct {
	exit       int
	code, hint string
	text       string
}

func cripple(t *testing.T, home string, env ...string) told {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	if len(env) == 0 {
		cmd = exec.CommandContext(t.Context(), readable(t))
	}
	cmd.Env = append(append(os.Environ(), faultHome+"="+home), env...)
	out, _ := cmd.Output()
	lines := strings.SplitN(string(out), "\n", 3)
	if len(lines) < 3 {
		t.Fatalf("the child said %q and ended with %s", out, cmd.ProcessState)
	}
	return told{cmd.ProcessState.ExitCode(), lines[0], lines[1], lines[2]}
}

// readable gives this test binary under a path that everybody can read.
func readable(t *testing.T) string {
	t.Helper()
	path := filepath.Join(shared.dir, "app.test")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	content, err := os.ReadFile(os.Args[0])
	if err = errors.Join(err, os.Chmod(shared.dir, 0o755), os.WriteFile(path, content, 0o755)); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAFullDiskIsSaidAndNothingIsLost runs with less and then more room, each time
// on what the run before left: readers see the old version, bronze old rows or new
// ones; with room enough the run completes as an undisturbed one.
func TestAFullDiskIsSaidAndNothingIsLost(t *testing.T) {
	t.Parallel()
	e := prepared(t)
	k := &killed{do: "run", home: e.copy(t), before: e.first, after: e.second}
	for _, size := range []int{1, 300 << 10} {
		got := cripple(t, k.home, fmt.Sprintf("%s=%d", faultSize, size))
		if got.exit != scv.ExitUnusable || got.hint == "" {
			t.Errorf("files of %d bytes: exit %d, %s, hint %q: %s", size, got.exit, got.code, got.hint, got.text)
		}
		if v := k.state(t, fmt.Sprintf("a disk full at %d bytes", size)); v != e.first.version() {
			t.Errorf("files of %d bytes: version %d is live", size, v)
		}
	}
	k.finish(t, "a full disk")
}

// TestWhatMayNotBeWrittenIsNamed takes away the right to write a folder or file.
func TestWhatMayNotBeWrittenIsNamed(t *testing.T) {
	race.Skip(t, "its runs end before they do anything; TestAFullDiskIsSaidAndNothingIsLost fails in the middle")
	t.Parallel()
	e := prepared(t)
	k := &killed{do: "run", home: e.copy(t), before: e.first, after: e.second}
	open(t, k.home)
	for _, c := range []struct {
		path string
		mode os.FileMode
	}{
		{"data", 0o555}, {"data/control.db", 0o444}, {"project/target", 0o555}, {"crm/model.json", 0},
	} {
		path := filepath.Join(k.home, filepath.FromSlash(c.path))
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		chmod(t, path, c.mode)
		got := cripple(t, k.home)
		if got.exit != scv.ExitUnusable || got.hint == "" || !strings.Contains(got.text, filepath.Base(c.path)) {
			t.Errorf("%s with mode %o: exit %d, %s, hint %q: %s", c.path, c.mode, got.exit, got.code, got.hint, got.text)
		}
		chmod(t, path, info.Mode())
		open(t, k.home) // the files that SQLite made beside a read-only one are read-only, too
	}
	k.finish(t, "a home that may not be written")
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// open lets the child, which may be nobody, read and write a home.
func open(t *testing.T, home string) {
	t.Helper()
	for dir := filepath.Dir(home); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		chmod(t, dir, 0o755)
	}
	err := filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
		mode := os.FileMode(0o666)
		if err == nil && d.IsDir() {
			mode = 0o777
		}
		return errors.Join(err, os.Chmod(path, mode))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAClockSetBackLosesNothing: the machine's clock stands years before the last
// run's; the new deliveries win all the same.
func TestAClockSetBackLosesNothing(t *testing.T) {
	race.Skip(t, "one more run as TestARunPublishesWhatAFullRunDoes makes them")
	t.Parallel()
	e := prepared(t)
	home := e.copy(t)
	a, err := app.Open(t.Context(), home, app.Options{Now: func() time.Time { return firstDay.AddDate(-3, 0, 0) }, Env: os.LookupEnv})
	if err != nil {
		t.Fatal(err)
	}
	report, err := a.Run(t.Context(), app.RunOptions{AsOf: nextDay})
	if err = errors.Join(err, a.Close()); err != nil || !report.Published {
		t.Fatalf("%+v, %v", report, err)
	}
	readTables(t, home).same(t, "with the clock set back", e.second.tables, "bronze", "identity", "gold")
}

// TestStoppedInEveryStageNothingIsLost presses Ctrl-C while a run loads,
// standardises, matches and publishes: it ends as interrupted, and the next one
// goes on.
func TestStoppedInEveryStageNothingIsLost(t *testing.T) {
	t.Parallel()
	e := prepared(t)
	k := &killed{do: "run", home: e.copy(t), before: e.first, after: e.second}
	for _, step := range []string{
		"load crm/contact", "standardise", "identity: compare persons", "publish",
	} {
		if !slices.Contains(e.second.steps, step) {
			t.Errorf("a run has no step %q any more: %q", step, e.second.steps)
		}
		ctx, stop := context.WithCancel(t.Context())
		_, err := work(ctx, "run", k.home, &steps{reached: func(at string) {
			if at == step {
				stop()
			}
		}})
		stop()
		version := k.state(t, step)
		switch {
		case version == e.second.version(): // published before it saw the stop
			k.finish(t, step)
			return
		case scv.ExitOf(err) != scv.ExitInterrupted:
			t.Errorf("stopped at %q: %v", step, err)
		}
	}
	k.finish(t, "the last step")
}
