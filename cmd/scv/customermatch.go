package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"scv"
	"scv/internal/app"
	"scv/internal/identity"
	inmemory "scv/internal/identity/live"
	"scv/internal/term"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// matchWords are the words that have a flag; a file may have every word of silver.
func matchWords() []string {
	return []string{
		"given_name", "family_name", "full_name", "organisation_name", "birth_date", "email", "phone", "mobile",
		"street", "street_number", "postal_code", "city", "country", "tax_id", "party_type",
	}
}

func (c *command) customerMatch() *cobra.Command {
	file, stdin, limit := "", false, 5
	cmd := &cobra.Command{
		Use:   "match",
		Short: "Which customer a record is, without loading it",
		Long: `match says which customers of the published version a record may be, the most likely
first: how much speaks for it in bits, whether a run would take it for the customer's by
itself, and why. Who agrees in a word of must_link stands first, whatever the bits. The
record is written as a source writes it, made canonical as silver does it, and compared
as in a run, by the same rules, with the same model. Nothing of it is kept.

A file holds one JSON object of words and texts: {"given_name": "Anna", "email": ...}.
--stdin reads one object per line and answers each with a line of JSON: line, party_type,
candidates, refused. A line that cannot be used ends it with exit code 2 and the line's
number; what was answered before stands.

All records of the version are read into memory first, about 300 MB and some seconds for
a million: ask many questions of one process. Exit code 0 says that the record was looked
for, also where nobody is like it.
` + exitHelp,
		Example: `  scv customer match --given-name Anna --family-name Berger --birth-date 14.3.1980
  scv customer match --email anna@berger.example --json | jq '.candidates[0].customer_id'
  scv customer match --file one.json
  scv customer match --stdin < new.jsonl > found.jsonl`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := given(cmd.Flags())
			if err := matchUsage(len(given), file, stdin, limit); err != nil {
				return err
			}
			return c.with(cmd, func(a *app.App) error {
				if file != "" {
					record, err := readRecord(file)
					if err != nil {
						return err
					}
					given = record
				}
				live, err := a.Live(cmd.Context())
				if err != nil {
					return err
				}
				if stdin {
					return c.matchLines(cmd, live, limit)
				}
				return c.matchOne(cmd, live, given, limit)
			})
		},
	}
	f := cmd.Flags()
	for _, word := range matchWords() {
		f.String(strings.ReplaceAll(word, "_", "-"), "", "")
	}
	f.Lookup("party-type").Usage = "person or organisation (default: by the names)"
	f.Lookup("birth-date").Usage = "as the source writes it"
	f.StringVar(&file, "file", "", "a file with one JSON object of words and texts, - for stdin")
	f.BoolVar(&stdin, "stdin", false, "read one JSON object per line and answer each with a line")
	f.IntVar(&limit, "limit", limit, "candidates to show")
	return cmd
}

func matchUsage(given int, file string, stdin bool, limit int) error {
	switch {
	case given > 0 && (file != "" || stdin) || file != "" && stdin || given == 0 && file == "" && !stdin:
		return usage(errors.New("give the record by flags, --file or --stdin: one of the three"))
	case limit < 1:
		return usage(errors.New("--limit is 1 or more"))
	}
	return nil
}

// given are the words that flags gave.
func given(f *pflag.FlagSet) map[string]string {
	out := map[string]string{}
	for _, word := range matchWords() {
		if flag := f.Lookup(strings.ReplaceAll(word, "_", "-")); flag.Changed {
			out[word] = flag.Value.String()
		}
	}
	return out
}

func readRecord(path string) (map[string]string, error) {
	in := io.Reader(os.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err}
		}
		defer f.Close()
		in = f
	}
	content, err := io.ReadAll(in)
	if err != nil {
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err}
	}
	return parseRecord(content, path)
}

// parseRecord reads a JSON object of words and texts; numbers and null are texts, too.
func parseRecord(content []byte, place string) (map[string]string, error) {
	raw := map[string]any{}
	d := json.NewDecoder(strings.NewReader(string(content)))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil || raw == nil {
		return nil, notARecord(place, "it is no JSON object")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, notARecord(place, "something follows the JSON object")
	}
	out := map[string]string{}
	for word, value := range raw {
		switch v := value.(type) {
		case nil:
		case string:
			out[word] = v
		case json.Number:
			out[word] = v.String()
		default:
			return nil, notARecord(place, "the value of "+word+" is no text")
		}
	}
	return out, nil
}

func notARecord(place, why string) error {
	return &scv.Error{Code: scv.CodeLiveRecord, Op: "match", Subject: place, Err: errors.New(why)}
}

func (c *command) matchOne(cmd *cobra.Command, live *identity.Live, record map[string]string, limit int) error {
	a, err := live.Match(cmd.Context(), record)
	if err != nil {
		return err
	}
	a.Candidates = a.Candidates[:min(limit, len(a.Candidates))]
	if c.json {
		return c.printJSON(a)
	}
	c.printCandidates(a)
	return nil
}

// longestLine is how long a line of --stdin may be.
const longestLine = 1 << 20

func (c *command) matchLines(cmd *cobra.Command, live *identity.Live, limit int) error {
	in := bufio.NewScanner(cmd.InOrStdin())
	in.Buffer(nil, longestLine)
	out := json.NewEncoder(c.stdout)
	for line := 1; in.Scan(); line++ {
		place := fmt.Sprintf("line %d", line)
		record, err := parseRecord(in.Bytes(), place)
		if err != nil {
			return err
		}
		a, err := live.Match(cmd.Context(), record)
		if known, ok := errors.AsType[*scv.Error](err); ok && known.Code == scv.CodeLiveRecord {
			known.Subject = strings.TrimSuffix(place+": "+known.Subject, ": ")
		}
		if err != nil {
			return err
		}
		a.Candidates = a.Candidates[:min(limit, len(a.Candidates))]
		if err := out.Encode(struct {
			Line int `json:"line"`
			*identity.Answer
		}{line, a}); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: "stdin", Err: err, Hint: "A line has one JSON object, of a megabyte at most."}
	}
	return nil
}

func (c *command) printCandidates(a *identity.Answer) {
	s := c.outStyle()
	for _, word := range slices.Sorted(maps.Keys(a.Refused)) {
		c.say("%s %s says nothing: %s", s.Mark(term.Watch), word, strings.ReplaceAll(string(a.Refused[word]), "_", " "))
	}
	if len(a.Candidates) == 0 {
		c.say("Nobody like that.")
		return
	}
	t := term.Table{Header: []string{"", "customer", "chance", "bits", "found by"}, Widest: 36}
	for _, k := range a.Candidates {
		mark := term.None
		if k.Same {
			mark = term.Good
		}
		t.Add(s.Mark(mark), string(k.Customer), term.Chance(k.Probability), fmt.Sprintf("%+.1f", k.Weight), k.Rule)
	}
	c.table(&t)
	c.say("")
	c.say("The first, by its record %s", a.Candidates[0].Record)
	c.say("")
	c.printCandidate(a.Candidates[0])
	if word := a.Candidates[0].MustLink; word != "" {
		c.say("They agree in %s, in which records that agree are one (must_link of the spec).", word)
	}
	if veto := a.Candidates[0].Veto; veto != "" {
		c.say("It differs in %s, in which records of one customer do not.", veto)
	}
}

// printCandidate shows the waterfall of one.
func (c *command) printCandidate(k inmemory.Candidate) {
	s := c.outStyle()
	c.say("%s", s.Strong(c.stepLine("", "found", "bits", strings.Repeat(" ", 5)+"against │ for")))
	c.say("%s", c.stepLine("before comparing", "two taken at random", fmt.Sprintf("%+.1f", k.Prior), bar(k.Prior)))
	for _, step := range k.Steps {
		if step.Level != "" {
			c.printStep(identity.Step{Step: step.Step, LeftValue: step.Value, RightValue: step.Known})
		}
	}
	c.say("%s", s.Strong(c.stepLine("together", term.Chance(k.Probability), fmt.Sprintf("%+.1f", k.Weight), bar(k.Weight))))
}
