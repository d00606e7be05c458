package app

import (
	"errors"
	"strconv"
	"syscall"
	"testing"

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
