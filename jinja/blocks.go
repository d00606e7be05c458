package jinja

// Block is a top-level block of a file, {% tag name args %}body{% endtag %}.
type Block struct {
	Tag  string // "macro", "test", "materialization"
	Name string // the first word after the tag
	Args string // what stands between Name and the end of the tag, trimmed
	Body string // between the two tags
	Full string // with both tags
	Line int    // of the first tag
}
