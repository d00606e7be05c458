package identity

import (
	"strconv"
	"testing"

	"scv"
	"scv/internal/warehouse"
)

// Rows of several full batches come to the table, each once, and the session is free
// again behind flush.
func TestAWriterAddsWhatIsFilledMeanwhile(t *testing.T) {
	const rows = 3*batchRows + 5
	w := newTown(t).w
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		to, err := newWriter(t.Context(), s, scv.Relation{Schema: "silver", Name: "rows"}, append(textField("word"), scv.Field{Name: "n", Type: scv.Int}))
		if err != nil {
			return err
		}
		for n := range int64(rows) {
			if err := to.row(t.Context(), strconv.FormatInt(n, 10), n); err != nil {
				return err
			}
		}
		if err := to.flush(t.Context()); err != nil {
			return err
		}
		got, err := s.Table(t.Context(), "select count(*), count(distinct n), count(*) filter (word = n::varchar) from silver.rows")
		if err == nil && (got.Rows[0][0] != int64(rows) || got.Rows[0][1] != int64(rows) || got.Rows[0][2] != int64(rows)) {
			t.Errorf("%d rows: %v", rows, got.Rows[0])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What fails while the next rows are made is told, at flush at the latest.
func TestAWriterTellsWhatFailedMeanwhile(t *testing.T) {
	w := newTown(t).w
	err := w.Session(t.Context(), func(s *warehouse.Session) error {
		to := writerTo(s, scv.Relation{Schema: "silver", Name: "nowhere"}, textField("word"))
		for range batchRows {
			if err := to.row(t.Context(), "a"); err != nil {
				return err
			}
		}
		return to.flush(t.Context())
	})
	if err == nil {
		t.Error("rows for a table that is not there were added")
	}
}
