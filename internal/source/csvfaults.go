package source

import (
	"errors"
	"fmt"

	"scv"
	"scv/internal/source/csvrow"
)

// CSVFaults says what is wrong with a line of a text file whose rows should have
// width fields; promise is what says so ("model.json lists"). A faulty line has
// no cells worth reading: its text is what is kept.
func CSVFaults(r *csvrow.Row, width int, promise string) []Fault {
	n := len(r.Fields)
	detail := fmt.Sprintf("%d fields, %s %d", n, promise, width)
	switch {
	case errors.Is(r.Err, csvrow.ErrEncoding):
		return []Fault{{Code: scv.CodeRowEncoding, Detail: r.Err.Error()}}
	case r.Err != nil:
		return []Fault{{Code: scv.CodeRowQuoting, Detail: r.Err.Error()}}
	case n < width:
		return []Fault{{Code: scv.CodeRowTooShort, Detail: detail}}
	case n > width:
		return []Fault{{Code: scv.CodeRowTooLong, Detail: detail}}
	default:
		return nil
	}
}
