package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/engine"
	"scv/internal/identity/intake"
	"scv/internal/identity/spec"
	"scv/internal/warehouse/duckdb"
)

// MatchOptions say what to match, outside any home. Paths are relative to the
// current folder.
type MatchOptions struct {
	Command  string   // what was typed, for errors: "identity dedupe"
	Files    []string // one: records of it that are the same; several: of one that are in another
	ID       string   // the column that names a record
	Spec     string   // how to match; "" = found out from the data
	Labels   string   // pairs that somebody has judged; "" = none
	Out      string   // gets record ids and cluster ids, as CSV; "-" = Stdout
	Pairs    string   // gets every pair that the rules make, as CSV; "" = nobody
	Review   string   // gets the pairs between the lines of review and auto, as labels to fill in; "" = nobody
	Memory   string   // "2GB"; "" = a quarter of the machine's
	Stdout   io.Writer
	Splink   SplinkOptions
	Progress scv.Progress // nil = nobody is told
}

// Matched is what came out.
type Matched struct {
	Records  int      `json:"records"`
	Sources  []string `json:"sources"`
	Clusters int      `json:"clusters"`
	Largest  int      `json:"largest"` // records of the largest cluster
	Single   int      `json:"single"`  // clusters of one record
	*engine.Result
}

// keepInputs refuses to write over what is read: the records, and what a person has
// judged of them.
func keepInputs(o MatchOptions, outputs ...string) error {
	for _, in := range append(slices.Clone(o.Files), o.Labels) {
		for _, out := range outputs {
			if in != "" && out != "" && sameFile(in, out) {
				return &scv.Error{Code: scv.CodeUsage, Op: "match", Subject: in, Err: errors.New("it is read, and would be written over"), Hint: "Name another file."}
			}
		}
	}
	return nil
}

// Match matches the records of files and writes what it found.
func Match(ctx context.Context, o MatchOptions) (*Matched, error) {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	if err := keepInputs(o, o.Out, o.Pairs, o.Review); err != nil {
		return nil, err
	}
	e, err := engineFor(o)
	if err != nil {
		return nil, err
	}
	in, err := readTables(ctx, o)
	if err != nil {
		return nil, err
	}
	found, err := runEngine(ctx, e, in, o)
	if err != nil {
		return nil, err
	}
	m := summarise(in, found)
	write := func(w io.Writer) error { return writeClusters(w, in, found.Cluster) }
	if o.Out == "-" {
		return m, write(o.Stdout)
	}
	return m, streamFile(o.Out, 0o644, write)
}

// ExplainTable matches the records of files and tells of two of them why they are in
// one cluster, or not.
func ExplainTable(ctx context.Context, o MatchOptions, left, right string) (*identity.Explanation, error) {
	var out *identity.Explanation
	err := explainTable(ctx, o, []string{left, right}, func(e identity.Engine, in engine.Input, options engine.Options, rows []int32) (err error) {
		out, err = e.Explain(ctx, in, options, rows[0], rows[1])
		return err
	})
	return out, err
}

// MemberOfTable matches the records of files and tells what holds one of them in its
// cluster.
func MemberOfTable(ctx context.Context, o MatchOptions, id string) (*identity.Membership, error) {
	var out *identity.Membership
	err := explainTable(ctx, o, []string{id}, func(e identity.Engine, in engine.Input, options engine.Options, rows []int32) (err error) {
		out, err = e.Member(ctx, in, options, rows[0])
		return err
	})
	return out, err
}

// DiagnoseTable matches the records of files and tells what was learned.
func DiagnoseTable(ctx context.Context, o MatchOptions) ([]identity.Diagnosis, error) {
	var out []identity.Diagnosis
	err := explainTable(ctx, o, nil, func(e identity.Engine, in engine.Input, options engine.Options, _ []int32) (err error) {
		out, err = e.Diagnose(ctx, in, options)
		return err
	})
	return out, err
}

func explainTable(ctx context.Context, o MatchOptions, ids []string, tell func(identity.Engine, engine.Input, engine.Options, []int32) error) error {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	e, err := engineFor(o)
	if err != nil {
		return err
	}
	in, err := readTables(ctx, o)
	if err != nil {
		return err
	}
	options, err := engineOptions(in, o)
	if err != nil {
		return err
	}
	var rows []int32
	for _, id := range ids {
		row, err := rowCalled(in, id)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return tell(e, in, options, rows)
}

// rowCalled finds a record by its key, or by its id where one source alone has it.
func rowCalled(in engine.Input, id string) (int32, error) {
	if row, ok := in.Records.Row(id); ok {
		return row, nil
	}
	at, why := slices.Index(in.IDs, id), "the tables have no such record"
	if at >= 0 && slices.Contains(in.IDs[at+1:], id) {
		at, why = -1, "more than one table has it"
	}
	if at < 0 {
		return 0, &scv.Error{Code: scv.CodeTableID, Op: "explain", Subject: id, Err: errors.New(why), Hint: "Name a value of column " + in.IDColumn + "; of a link SOURCE" + engine.Between + "ID."}
	}
	return int32(at), nil
}

// engineFor chooses by the content of the spec: a model that another program has
// trained is for the engine that knows it.
func engineFor(o MatchOptions) (identity.Engine, error) {
	content, err := []byte(nil), error(nil)
	if o.Spec != "" {
		content, err = os.ReadFile(o.Spec)
	}
	switch {
	case err != nil:
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: o.Spec, Err: err}
	case isSplink(content) && o.Labels != "":
		return nil, splinkUsage("--labels is for matching without a model of Splink: its weights are what it was trained to")
	case isSplink(content) && o.Review != "":
		return nil, splinkUsage("--review is for matching without a model of Splink: take --pairs, which has its probabilities")
	case isSplink(content):
		return splinkEngine(content, o.Splink)
	case o.Splink.given():
		return nil, splinkUsage("the options of a model, as --threshold and --all-pairs, are for a model of Splink: name one with --spec; `scv identity model --save-model` writes one of what is learned without")
	case o.Spec == "":
		return identity.NewEngine(nil), nil
	}
	s, err := spec.Read(o.Spec, content)
	if err != nil {
		return nil, err
	}
	return identity.NewEngine(s), nil
}

// ProposeSpec gives the spec that the records of files ask for.
func ProposeSpec(ctx context.Context, o MatchOptions) (string, error) {
	in, err := readTables(ctx, o)
	if err != nil {
		return "", err
	}
	return identity.Propose(in, runtime.GOMAXPROCS(0))
}

// readTables reads with an engine in memory that may reach files.
func readTables(ctx context.Context, o MatchOptions) (in engine.Input, err error) {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	db, err := duckdb.Open(ctx, duckdb.Options{Open: true})
	if err != nil {
		return in, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return intake.Files(ctx, db, o.Files, o.ID, o.Progress)
}

// engineOptions are those of every matching of files.
func engineOptions(in engine.Input, o MatchOptions) (options engine.Options, err error) {
	options = engine.Options{Progress: o.Progress, Aside: os.TempDir()}
	if options.Memory, err = memoryOf(cmp.Or(o.Command, "match"), o.Memory); err != nil {
		return options, err
	}
	options.Labels, err = labelsFor(in, o.Labels)
	return options, err
}

func runEngine(ctx context.Context, e engine.Engine, in engine.Input, o MatchOptions) (found *engine.Result, err error) {
	options, err := engineOptions(in, o)
	if err != nil {
		return nil, err
	}
	run := func() error {
		found, err = e.Run(ctx, in, options)
		return err
	}
	for path, into := range map[string]*io.Writer{o.Pairs: &options.Pairs, o.Review: &options.Review} {
		if path == "" {
			continue
		}
		inner := run
		run = func() error {
			return streamFile(path, 0o644, func(w io.Writer) error {
				*into = w
				return inner()
			})
		}
	}
	err = run()
	return found, err
}

func summarise(in engine.Input, found *engine.Result) *Matched {
	m := &Matched{Records: len(in.IDs), Sources: in.Sources, Result: found}
	size := make([]int, len(in.IDs))
	for _, first := range found.Cluster {
		size[first]++
	}
	for _, n := range size {
		m.Largest = max(m.Largest, n)
		if n > 0 {
			m.Clusters++
		}
		if n == 1 {
			m.Single++
		}
	}
	return m
}

// writeClusters writes a row per record: its cluster, named by the smallest key
// in it, and its id; in order of the two.
func writeClusters(to io.Writer, in engine.Input, cluster []int32) error {
	order := make([]uint64, len(cluster)) // cluster and row in one number
	for row, first := range cluster {
		order[row] = uint64(first)<<32 | uint64(row)
	}
	slices.Sort(order)
	buffer := bufio.NewWriterSize(to, 1<<16)
	w := csv.NewWriter(buffer)
	header := []string{"cluster_id", in.IDColumn}
	if in.Link != engine.Dedupe {
		header = []string{"cluster_id", "source_dataset", in.IDColumn}
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, place := range order {
		row := uint32(place)
		fields := []string{in.Key(cluster[row]), in.IDs[row]}
		if in.Link != engine.Dedupe {
			fields = []string{fields[0], in.Sources[in.Source[row]], fields[1]}
		}
		if err := w.Write(fields); err != nil {
			return err // of a full disk, and so of every row that is left
		}
	}
	w.Flush()
	return errors.Join(w.Error(), buffer.Flush())
}
