package version

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// Leaving has fn take part in every rollback to an earlier version: what it changes
// holds with the rollback, or not at all. It may be called again after an error.
func (v *Store) Leaving(fn func(ctx context.Context, s *warehouse.Session, from, to int64) error) *Store {
	v.leaving = fn
	return v
}

// Rollback shows readers an earlier version again: the given one, or for 0 the
// newest before the live one that nobody was taken back from. It takes as long as
// pointing the views. A newer one than the live one may be named, too: that undoes
// a rollback. The version that is left keeps who and why, until it is shown again.
func (v *Store) Rollback(ctx context.Context, to int64, by, reason string) (from, now Published, err error) {
	list, err := v.List(ctx)
	if err != nil {
		return from, now, err
	}
	if from, now, err = choose(list, to); err != nil {
		return from, now, err
	}
	err = v.show(ctx, now.Version, func(s *warehouse.Session) error {
		if now.Version < from.Version {
			if err := v.do(ctx, s, "leave version", statement("leave"), v.now(), by, reason, from.Version); err != nil {
				return err
			}
			if err := v.leaving(ctx, s, from.Version, now.Version); err != nil {
				return err
			}
		}
		return v.do(ctx, s, "return to version", statement("return"), now.Version)
	})
	if err != nil {
		return from, now, fmt.Errorf("roll back to version %d: %w", now.Version, err)
	}
	return from, now, nil
}

// choose finds the live version and the one to show instead in a list that is
// newest first.
func choose(list []Published, to int64) (from, now Published, err error) {
	var kept []int64
	for _, p := range list {
		kept = append(kept, p.Version)
		switch {
		case p.Live:
			from = p
		case p.Version == to, to == 0 && now.Version == 0 && from.Version != 0 && p.Left == nil:
			now = p
		}
	}
	switch {
	case from.Version == 0:
		return from, now, nothing("no version is live", "Type `scv run` to publish one.")
	case from.Version == to:
		return from, now, nothing(fmt.Sprintf("version %d is live already", to), "Type `scv versions` to see the others.")
	case now.Version == 0 && to == 0:
		return from, now, nothing(fmt.Sprintf("there is no version before %d", from.Version), "keep_versions: in scv.yml says how many are kept.")
	case now.Version == 0:
		return from, now, unknown(to, kept)
	}
	return from, now, nil
}

func nothing(why, hint string) error {
	return &scv.Error{Code: scv.CodeVersion, Op: "roll back", Err: errors.New(why), Hint: hint}
}

// Repeats gives the version that was left and that equal inputs would make again;
// false when there is none.
func (v *Store) Repeats(ctx context.Context, inputs string) (Published, bool, error) {
	list, err := v.List(ctx)
	for _, p := range list {
		if p.Left != nil && inputs != "" && p.Inputs == inputs {
			return p, true, nil
		}
	}
	return Published{}, false, err
}
