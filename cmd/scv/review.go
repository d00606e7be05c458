package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"scv/internal/app"
	"scv/internal/identity"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identityReview() *cobra.Command {
	var limit int
	var list bool
	var by string
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Look at the uncertain pairs, the most worthful first, and decide",
		Long: `review shows pairs of records that the matching is least sure of, those first whose
answer is expected to put most pairs right, and asks what they are:

  s  the same customer        d  different customers
  u  unsure: ask again later  z  take the last answer back
  q  stop

An answer is a letter and Enter. Answers are kept at once, with who gave them; they
hold in every run from the next one on, whatever is loaded or learned, until they
are taken back. With --list or --json the queue is printed and nothing is asked.
` + exitHelp,
		Example: `  scv identity review
  scv identity review --limit 5 --by "Eva Lang"
  scv identity review --list
  scv identity review --json | jq '.[0]'`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			open := c.change
			if list || c.json {
				open = c.with
			}
			return open(cmd, func(a *app.App) error {
				queue, err := a.ReviewQueue(cmd.Context(), limit)
				switch {
				case err != nil:
					return err
				case c.json:
					return c.printJSON(queue)
				case list:
					c.printQueue(queue)
					return nil
				}
				r := review{command: c, cmd: cmd, app: a, by: person(by), in: bufio.NewReader(cmd.InOrStdin())}
				return r.all(queue)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "pairs to ask about")
	cmd.Flags().BoolVar(&list, "list", false, "print the queue and ask nothing")
	cmd.Flags().StringVar(&by, "by", "", "who decides (default: the user of this machine)")
	return cmd
}

func (c *command) printQueue(queue []identity.Question) {
	if len(queue) == 0 {
		c.say("Nothing is uncertain.")
		return
	}
	t := term.Table{Header: []string{"value", "chance", "now", "records", "left", "right"}}
	for _, q := range queue {
		t.Add(fmt.Sprintf("%.1f", q.Value), term.Chance(q.Probability), together(q), held(q), string(q.Left), string(q.Right))
	}
	c.table(&t)
	c.say("\nscv identity review    asks about them, one by one")
}

func together(q identity.Question) string {
	if q.SameCustomer {
		return "one"
	}
	return "two"
}

func held(q identity.Question) string {
	if q.SameCustomer {
		return fmt.Sprint(q.LeftRecords)
	}
	return fmt.Sprintf("%d + %d", q.LeftRecords, q.RightRecords)
}

// review asks about pairs on a terminal.
type review struct {
	*command
	cmd  *cobra.Command
	app  *app.App
	by   string
	in   *bufio.Reader
	done []string // names of the decisions taken, the last one last
}

func (r *review) all(queue []identity.Question) error {
	if len(queue) == 0 {
		r.say("Nothing is uncertain: no pair is left to ask about.")
		return nil
	}
	for k := 0; k < len(queue); k++ {
		step, err := r.one(k, len(queue), queue[k])
		if err != nil || step == quit {
			return r.end(err)
		}
		k = max(k+step-1, -1)
	}
	return r.end(nil)
}

// Steps from a question to the next.
const (
	quit = -2
	back = -1
	next = 1
)

// one shows a pair until it is answered.
func (r *review) one(k, n int, q identity.Question) (int, error) {
	e, err := r.app.Explain(r.cmd.Context(), string(q.Left), string(q.Right))
	if err != nil {
		return quit, err
	}
	s := r.outStyle()
	r.say("\n%s", s.Strong(fmt.Sprintf("── %d of %d  %s that they are one, now %s customer%s, %s records", k+1, n, term.Chance(q.Probability), together(q), plural(q), held(q))))
	r.printSides(e)
	for {
		fmt.Fprint(r.stdout, s.Dim("s same  d different  u unsure  z back  q stop > "))
		line, err := r.in.ReadString('\n')
		if err != nil && line == "" {
			r.say("")
			return quit, ignoreEOF(err)
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "s", "d":
			return next, r.decide(q, strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "s"))
		case "u", "":
			return next, nil
		case "z":
			return back, r.undo()
		case "q":
			return quit, nil
		}
	}
}

func plural(q identity.Question) string {
	if q.SameCustomer {
		return ""
	}
	return "s"
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// printSides puts the two records side by side, with what each likeness is worth.
func (r *review) printSides(e *identity.Explanation) {
	t := term.Table{Header: []string{"", "left", "right", "found", "bits"}}
	t.Add("record", string(e.Left), string(e.Right), "before comparing", fmt.Sprintf("%+.1f", e.Prior))
	for _, s := range e.Steps {
		found, bits := s.Level, fmt.Sprintf("%+.1f", s.Weight)
		if s.Level == "" {
			found, bits = "–", ""
		}
		if s.LeftValue != "" || s.RightValue != "" {
			t.Add(s.Comparison, s.LeftValue, s.RightValue, found, bits)
		}
	}
	t.Add("together", "", "", term.Chance(e.Probability), fmt.Sprintf("%+.1f", e.Weight))
	r.table(&t)
}

func (r *review) decide(q identity.Question, same bool) error {
	name, err := r.app.Decide(r.cmd.Context(), app.Saying{
		Kind: "review", Who: r.by, Reason: "seen side by side", Pairs: []identity.Decision{{Left: q.Left, Right: q.Right, Same: same}},
	})
	if err != nil {
		r.say("%s %s", r.outStyle().Mark(term.Bad), err)
		return nil
	}
	r.done = append(r.done, name)
	return nil
}

func (r *review) undo() error {
	if len(r.done) == 0 {
		r.say("Nothing was answered yet.")
		return nil
	}
	last := r.done[len(r.done)-1]
	r.done = r.done[:len(r.done)-1]
	_, err := r.app.TakeBack(r.cmd.Context(), last, r.by, "taken back at once")
	return err
}

func (r *review) end(err error) error {
	if n := len(r.done); n > 0 {
		r.say("\n%s %d decided; `scv run` makes it so, `scv identity decisions` lists them", r.outStyle().Mark(term.Good), n)
	}
	return err
}
