package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/demo"
	"scv/internal/race"
)

// A killed child is this test binary: it does what killDo says in the home killHome
// and kills itself, as `kill -9` does, when the step killAt is reached.
const (
	killDo   = "SCV_TEST_KILL_DO"
	killHome = "SCV_TEST_KILL_HOME"
	killAt   = "SCV_TEST_KILL_AT"
)

func TestMain(m *testing.M) {
	if do, ok := os.LookupEnv(killDo); ok {
		os.Exit(child(do, os.Getenv(killHome), os.Getenv(killAt)))
	}
	if home, ok := os.LookupEnv(faultHome); ok {
		os.Exit(crippled(home))
	}
	dir, err := os.MkdirTemp("", "scv-app")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	shared.dir, app.ExampleIn = dir, filepath.Join(dir, "example")
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

var (
	firstDay = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	nextDay  = firstDay.AddDate(0, 0, 1)
)

// work is what is killed: the example company from an empty folder on, or a run.
func work(ctx context.Context, do, home string, progress scv.Progress, o ...app.RunOptions) (*scv.RunReport, error) {
	options := app.Options{Now: func() time.Time { return nextDay }, Env: os.LookupEnv, Progress: progress}
	var a *app.App
	var report *scv.RunReport
	var err error
	if do == "demo" {
		a, report, err = app.Demo(ctx, app.DemoOptions{Dir: home, Rows: killRows, Seed: 7, Noise: "high", AsOf: firstDay}, options)
	} else if a, err = app.Open(ctx, home, options); err == nil && do == "fix" {
		err = fixFirst(ctx, a)
	} else if err == nil {
		how := app.RunOptions{AsOf: nextDay}
		if len(o) > 0 {
			how.Full = o[0].Full
		}
		report, err = a.Run(ctx, how)
	}
	if a != nil {
		err = errors.Join(err, a.Close())
	}
	return report, err
}

const killRows = 300

// child builds everything: else it would not come to the steps that the one killed
// before it finished. Runs that complete what was killed build what they have to, and
// so does the one over an edited project, which starts anew for every kill.
func child(do, home, at string) int {
	if _, err := work(context.Background(), do, home, &steps{reached: func(step string) {
		if step == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}}, app.RunOptions{Full: do != "edited"}); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// steps makes steps of what the product reports of its progress: the beginning of
// every stage and of every model, which is the end of what was before it. Checks of a
// project only read, and unit tests not even that: all of a kind are one step.
type steps struct {
	mu      sync.Mutex
	seen    map[string]bool
	reached func(step string)
}

func (s *steps) Report(e scv.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stage, _, _ := strings.Cut(e.Stage, " "); stage == "standardise" {
		s.at(stage) // its columns are temporary tables of one statement's session
	} else {
		s.at(e.Stage)
	}
	if e.Stage == "build" && e.Note != "" {
		for node := range strings.SplitSeq(e.Note, ", ") {
			switch kind, _, _ := strings.Cut(node, " "); kind {
			case "test":
				node = "checks"
			case "unit_test":
				node = "unit tests"
			}
			s.at(node)
		}
	}
}

// at reaches a step when it is met for the first time.
func (s *steps) at(step string) {
	if s.seen[step] {
		return
	}
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	s.seen[step] = true
	s.reached(step)
}

// TestKilledAtEveryStepNothingIsLost kills the making of the example company from
// an empty folder, and a run over new deliveries on a published version, at every
// step they have: the next run is killed at the next step, and so on. After each
// kill readers see the old version or the new one, whole, and each table of bronze
// holds its old rows or its new ones. What is published in the end is, row for
// row, what an undisturbed run publishes. The list of steps is the product's: a new
// one is killed without a word here.
func TestKilledAtEveryStepNothingIsLost(t *testing.T) {
	race.Skip(t, "a process that is killed tells of no race; TestStoppedInEveryStageNothingIsLost stops runs in this one")
	e := prepared(t)
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		// From the build on a run has the same steps, and more is at stake there.
		made := &outcome{e.first.steps[:slices.Index(e.first.steps, "build")], e.first.tables}
		killAll(t, &killed{do: "demo", home: filepath.Join(t.TempDir(), "h"), after: made})
	})
	t.Run("run", func(t *testing.T) {
		t.Parallel()
		killAll(t, &killed{do: "run", home: e.copy(t), before: e.first, after: e.second})
	})
	t.Run("carried", func(t *testing.T) {
		t.Parallel()
		killCarried(t, e)
	})
}

// killCarried kills a run that builds one model of gold anew and takes the others
// over from the live version.
func killCarried(t *testing.T, e *example) {
	start, quiet := filepath.Join(t.TempDir(), "h"), filepath.Join(t.TempDir(), "h")
	copyTree(t, e.quiet, start)
	edit(t, filepath.Join(start, "project", "models", "gold", "rpt_region_kpi.sql"))
	copyTree(t, start, quiet)
	k := &killed{do: "edited", home: filepath.Join(t.TempDir(), "h"), before: e.second, after: undisturbed(t, "edited", quiet)}
	// What comes before the build is the same in every run.
	eachStep(t, k.after.steps[slices.Index(k.after.steps, "build"):], func(step string) bool {
		copyTree(t, start, k.home)
		if !k.kill(t, step) {
			return false
		}
		k.state(t, step)
		k.finish(t, step)
		return true
	})
}

// edit adds a remark to a model: its SQL is another, its rows are the same.
func edit(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(text, "\n-- edited\n"...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// example is a home on its second day: the first day is published, and new
// deliveries wait. Tests work on copies.
type example struct {
	home, quiet   string // quiet is the home after an undisturbed second day
	first, second *outcome
}

// shared is made by the first test that asks for it.
var shared struct {
	sync.Once
	dir string
	*example
}

func prepared(t *testing.T) *example {
	t.Helper()
	shared.Do(func() {
		e := &example{home: filepath.Join(shared.dir, "waiting")}
		e.quiet = filepath.Join(shared.dir, "quiet")
		e.first = undisturbed(t, "demo", e.quiet)
		deliver(t, e.quiet)
		copyTree(t, e.quiet, e.home)
		e.second = undisturbed(t, "run", e.quiet)
		shared.example = e
	})
	if shared.example == nil {
		t.Fatal("there is no example to work on")
	}
	return shared.example
}

// copy makes a home of a test's own.
func (e *example) copy(t *testing.T) string {
	t.Helper()
	home := filepath.Join(t.TempDir(), "h")
	copyTree(t, e.home, home)
	return home
}

// deliver brings the next day's files of every source: all records changed.
func deliver(t *testing.T, home string) {
	t.Helper()
	if err := demo.Write(t.Context(), home, demo.Options{Rows: killRows, Seed: 7, Noise: "high", AsOf: nextDay}); err != nil {
		t.Fatal(err)
	}
}

// outcome is what an undisturbed run leaves: its steps, in order, and its tables.
type outcome struct {
	steps  []string
	tables tables
}

func undisturbed(t *testing.T, do, home string) *outcome {
	t.Helper()
	o := &outcome{}
	report, err := work(t.Context(), do, home, &steps{reached: func(step string) { o.steps = append(o.steps, step) }})
	if err != nil || !report.Published {
		t.Fatalf("undisturbed %s: %+v, %v", do, report, err)
	}
	o.tables = readTables(t, home)
	return o
}

// killed is a home whose work is killed again and again.
type killed struct {
	do, home      string
	before, after *outcome // before is nil where nothing was published
}

// patience is how long a test kills at every model. On a machine too busy for that
// the steps that are left are those of the run alone, and the test says that it
// skipped some; with SCV_TEST_PATIENT set it takes all the time it needs.
const patience = 45 * time.Second

// inside says whether a step is one of the build's own.
func inside(step string) bool {
	stage, _, _ := strings.Cut(step, " ")
	return slices.Contains([]string{"model", "exposure", "identity:"}, stage)
}

// eachStep kills at every step that there is patience for, and says what it skipped.
func eachStep(t *testing.T, steps []string, kill func(step string) bool) {
	_, patient := os.LookupEnv("SCV_TEST_PATIENT")
	started, skipped := time.Now(), 0
	for _, step := range steps {
		if inside(step) && !patient && time.Since(started) > patience {
			skipped++
			continue
		}
		if !kill(step) {
			return
		}
	}
	if skipped > 0 && !t.Failed() {
		t.Skipf("%d of %d steps were not killed: the machine is too busy (SCV_TEST_PATIENT=1 kills at all)", skipped, len(steps))
	}
}

func killAll(t *testing.T, k *killed) {
	saved := k.home + ".saved" // the newest state in which the old version is live
	eachStep(t, append(slices.Clone(k.after.steps), ""), func(step string) bool {
		if step == "" {
			k.finish(t, "the last step")
			return true
		}
		if !k.kill(t, step) {
			return false
		}
		if k.state(t, step) == k.before.version() {
			copyTree(t, k.home, saved)
			return true
		}
		k.finish(t, step)
		copyTree(t, saved, k.home)
		return true
	})
}

// kill runs a child that dies at a step.
func (k *killed) kill(t *testing.T, step string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killDo+"="+k.do, killHome+"="+k.home, killAt+"="+step)
	out, err := cmd.CombinedOutput()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Errorf("%s was to be killed at %q and ended by itself: %v\n%s", k.do, step, err, out)
		return false
	}
	return true
}

// finish lets the work run undisturbed and compares what it leaves.
func (k *killed) finish(t *testing.T, step string) {
	t.Helper()
	report, err := work(t.Context(), k.do, k.home, scv.NoProgress{})
	if err != nil || !report.Published {
		t.Errorf("killed at %q, then: %v", step, err)
		return
	}
	readTables(t, k.home).same(t, fmt.Sprintf("killed at %q, then completed", step), k.after.tables, "bronze", "identity", "gold")
}

// state gives the version that readers see after a kill, and checks that all of
// it is one state.
func (k *killed) state(t *testing.T, step string) int64 {
	t.Helper()
	when := fmt.Sprintf("killed at %q", step)
	got := readTables(t, k.home)
	want := k.before.published()
	if got.version != want.version {
		want = k.after.tables
	}
	if got.version != want.version {
		t.Errorf("%s: version %d is live", when, got.version)
	}
	got.same(t, when, want, "identity", "gold")
	got.oldOrNew(t, when, k.before.published(), k.after.tables)
	return got.version
}

func (o *outcome) published() tables {
	if o == nil {
		return tables{}
	}
	return o.tables
}

func (o *outcome) version() int64 { return o.published().version }

// copyTree makes to a copy of from, but for the socket that a killed process left.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	sockets, err := filepath.Glob(filepath.Join(from, "data", "*.sock"))
	for _, s := range sockets {
		err = errors.Join(err, os.Remove(s))
	}
	if err := errors.Join(err, os.RemoveAll(to), os.CopyFS(to, os.DirFS(from))); err != nil {
		t.Fatal(err)
	}
}
