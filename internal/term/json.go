package term

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes one indented document and a newline. Angle brackets and ampersands
// stay as they are: nothing here ends up in a page.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
