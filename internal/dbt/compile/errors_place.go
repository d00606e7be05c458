package compile

import (
	"fmt"
	"strings"

	"scv/jinja"
)

// libraryMark begins the names of the library's templates: a fault in them is the
// fault of who called them.
const libraryMark = "dbt:"

// templateName is how a macro's template is named in errors.
func (d *definition) templateName() string {
	if d.info.Package == builtinPackage {
		return libraryMark + d.info.Path
	}
	return d.info.Path
}

// userPlace gives where in the user's own files a fault came from: the template
// itself, or of the callers of a library macro the nearest that is not one. The
// text is "" when it was called by none.
func userPlace(e *jinja.Error) (template string, line int) {
	if !strings.HasPrefix(e.Template, libraryMark) {
		return e.Template, e.Line
	}
	for _, f := range e.Stack {
		if !strings.HasPrefix(f.Template, libraryMark) && strings.Contains(f.Template, ".") {
			return f.Template, f.Line
		}
	}
	return "", 0
}

// stackText lists the macros that were running, the library's left out, a macro
// that called itself once.
func stackText(e *jinja.Error) string {
	var b strings.Builder
	shown := 0
	for i := 0; i < len(e.Stack); {
		f, times := e.Stack[i], 1
		for i+times < len(e.Stack) && e.Stack[i+times] == f {
			times++
		}
		i += times
		at := fmt.Sprintf("%s:%d", strings.TrimPrefix(f.Template, libraryMark), f.Line)
		if strings.HasPrefix(f.Template, libraryMark) || !strings.Contains(f.Template, ".") {
			at = "the built-in macros"
		}
		if shown++; shown > 12 {
			fmt.Fprintf(&b, "\n  ... and %d more", len(e.Stack)-i+times)
			break
		}
		fmt.Fprintf(&b, "\n  in macro %s, called at %s", f.Macro, at)
		if times > 1 {
			fmt.Fprintf(&b, ", %d times one in the other", times)
		}
	}
	return b.String()
}
