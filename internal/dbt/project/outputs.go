package project

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"

	"scv"
	"scv/jinja"
)

// Profile is all that profiles.yml says of one profile.
type Profile struct {
	Name    string
	Default string   // the target of who names none
	Outputs []Output // in file order
}

// Output is one target of a profile as it was checked.
type Output struct {
	Target
	Keys   int      // that it sets
	Unset  []string // environment variables that its values need and that are not set here
	Faults []string // what is wrong with it, with file and line, without any value
}

// Waits says whether the value of a key comes from a variable that is not set here.
func (o Output) Waits(key string) bool {
	if o.Fields == nil || len(o.Unset) == 0 {
		return false
	}
	v, there := o.Fields.GetStr(key)
	return there && v == nil
}

// CheckProfile reads all targets of a profile and holds each to the schema of its
// adapter. A value that comes from an environment variable that is not set counts
// as there: it is set where the pipeline runs. Errors are of what cannot be read.
func CheckProfile(fsys fs.FS, name string, render Renderer) (Profile, error) {
	p := &Project{FS: fsys}
	profile, err := p.profile(name)
	if err != nil {
		return Profile{}, err
	}
	got := Profile{Name: name}
	if got.Default, err = p.choice(profile, render); err != nil {
		return got, err
	}
	profile.Get("outputs").Pairs(func(target string, _, raw *Node) {
		var out Output
		if err == nil {
			out, err = p.output(name, target, raw, render)
			got.Outputs = append(got.Outputs, out)
		}
	})
	return got, err
}

func (p *Project) output(profile, target string, raw *Node, render Renderer) (out Output, err error) {
	out.Profile, out.Name, out.Keys = profile, target, len(raw.Keys)
	got, err := raw.Render(func(text string, at *Node) (jinja.Value, error) {
		v, err := render(p, text)
		if err == nil {
			return v, nil
		}
		if e, ok := errors.AsType[*scv.Error](err); ok && e.Code == scv.CodeDBTEnv {
			out.Unset = append(out.Unset, e.Subject)
			return nil, nil //nolint:nilnil // null: nobody knows here
		}
		return nil, p.renderFault(profilesFile, at, err)
	}, func([]string) bool { return false })
	if err != nil {
		return out, err
	}
	slices.Sort(out.Unset)
	out.Unset = slices.Compact(out.Unset)
	c := &checker{}
	s, err := schemaOf(got.Get("type").Text())
	switch {
	case err != nil:
		return out, err
	case s == nil:
		near := scv.Nearest(got.Get("type").Text(), adapters())
		c.add(raw, "%s has no known adapter type; write %s", target, cmp.Or(near, "duckdb or snowflake"))
	default:
		c.walk(s, target, raw, got)
	}
	out.Faults = c.faults
	if t, err := p.targetOf(profile, target, got); err == nil {
		out.Target = t
	}
	return out, nil
}
