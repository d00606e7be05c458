package app

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"scv"
	"scv/internal/identity/engine"
)

// full is a disk on which nothing has room any more.
type full struct{ writes int }

func (f *full) Write([]byte) (int, error) {
	f.writes++
	return 0, syscall.ENOSPC
}

// A row that cannot be written ends the writing: of an error per row that is left,
// joined, the text alone takes hours.
func TestAFullDiskEndsTheWritingOfClusters(t *testing.T) {
	const rows = 50_000
	in := engine.Input{Link: engine.Dedupe, IDColumn: "id"}
	cluster := make([]int32, rows)
	for row := range rows {
		in.IDs = append(in.IDs, strconv.Itoa(row))
		cluster[row] = int32(row)
	}
	disk := &full{}
	err := writeClusters(disk, in, cluster)
	if !errors.Is(err, syscall.ENOSPC) || len(err.Error()) > 200 || disk.writes > 1 {
		t.Errorf("%d writes, an error of %d letters", disk.writes, len(err.Error()))
	}
}

// What is read stays as it is, also where its name is another.
func TestWhatIsReadIsNotWrittenOver(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	labels := "left_record_id,right_record_id,same\n1,2,true\n"
	for name, text := range map[string]string{"people.csv": someone, "labels.csv": labels} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(path("people.csv"), path("again.csv")); err != nil {
		t.Skip("this system has no links:", err)
	}
	of := func(out, pairs, review string) MatchOptions {
		return MatchOptions{Files: []string{path("people.csv")}, ID: "no", Labels: path("labels.csv"), Out: path(out), Pairs: pairs, Review: review}
	}
	for _, o := range []MatchOptions{
		of("people.csv", "", ""), of("again.csv", "", ""), of("./people.csv", "", ""), of("labels.csv", "", ""),
		of("out.csv", path("people.csv"), ""), of("out.csv", "", path("labels.csv")),
	} {
		if _, err := Match(t.Context(), o); scv.CodeOf(err) != scv.CodeUsage || !strings.Contains(err.Error(), "it is read") {
			t.Errorf("%s %s %s: %v", o.Out, o.Pairs, o.Review, err)
		}
	}
	if text, err := os.ReadFile(path("people.csv")); err != nil || string(text) != someone {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := Match(t.Context(), of("out.csv", "", "")); err != nil {
		t.Error(err)
	}
}
