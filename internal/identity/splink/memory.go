package splink

// leave has pairs take what records and blocks leave of the memory, if that is little.
func (e *job) leave() {
	if e.o.Memory == 0 {
		return
	}
	const joined = 4 // of cluster.Parts, by record
	held := e.in.bytes() + joined*int64(e.in.Len())
	for _, r := range e.blocks.rules {
		for _, w := range r.ways {
			held += w.bytes()
		}
	}
	e.o.Memory = max(e.o.Memory-held, 1)
}

// bytes is about how much memory the records take: rows, and each distinct value once.
func (in *Input) bytes() int64 {
	const header, code = 16, 4
	n := code * int64(len(in.Source))
	texts := func(list []string) {
		for _, text := range list {
			n += int64(len(text)) + header
		}
	}
	texts(in.IDs)
	for _, c := range in.Frame.Columns() {
		n += code * int64(len(c.Codes)+len(c.Numbers)*2)
		texts(c.Texts)
	}
	return n
}

// bytes is about how much memory the blocks take.
func (w *way) bytes() int64 {
	const word = 4
	n := 0
	if k := w.keys; k != nil {
		n += len(k.start) + len(k.members) + 2*len(k.after)
		for _, b := range []*blocked{&k.left, &k.right} {
			n += len(b.block) + len(b.start) + len(b.many)
		}
	}
	if w.listed != nil {
		n += len(w.listed.start) + len(w.listed.rows)
	}
	return word * int64(n)
}
