package selection

import (
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/project"
)

// Named is one selector of selectors.yml.
type Named struct {
	Name        string
	Description string
	Default     bool
	Expr        Expr
	Definition  *project.Node
}

// ParseSelectors reads selectors.yml; doc may be nil. The order is that of the file.
func ParseSelectors(doc *project.Node) ([]Named, error) {
	list := doc.Get("selectors")
	if !list.IsList() {
		return nil, nil
	}
	var out []Named
	for _, entry := range list.Items {
		name := entry.Get("name").Text()
		if name == "" || !entry.Has("definition") {
			return nil, fault(fmt.Sprintf("selectors.yml:%d", entry.Line), "a selector needs `name:` and `definition:`", "Add them.")
		}
		e, err := definition(entry.Get("definition"))
		if err != nil {
			return nil, inFile(err, name, entry.Get("definition"))
		}
		e.Text = name
		out = append(out, Named{name, entry.Get("description").Text(), entry.Get("default").Bool(false), e, entry.Get("definition")})
	}
	return out, nil
}

// inFile gives what is wrong in a definition its place.
func inFile(err error, name string, at *project.Node) error {
	e, ok := errors.AsType[*scv.Error](err)
	if !ok || strings.HasPrefix(e.Subject, "selectors.yml:") {
		return err
	}
	cp := *e
	cp.Subject = fmt.Sprintf("selectors.yml:%d", at.Line)
	cp.Err = fmt.Errorf("selector %s: %s: %w", name, e.Subject, e.Err)
	return &cp
}

func definition(n *project.Node) (Expr, error) {
	switch {
	case n.IsMap() && (n.Has("union") || n.Has("intersection")):
		return combined(n)
	case n.IsMap() && n.Has("method") && n.Has("value"):
		return criterionOf(n)
	case n.IsMap() && len(n.Keys) == 1:
		return shorthand(n.Keys[0].Text(), n.Items[0])
	case n.IsMap():
		keys := make([]string, len(n.Keys))
		for i, k := range n.Keys {
			keys[i] = "'" + k.Text() + "'"
		}
		return Expr{}, fault(fmt.Sprintf("selectors.yml:%d", n.Line), "expected either 1 key or else `method` and `value` keys, but got "+strings.Join(keys, ", "), "Correct the keys.")
	case n.Text() != "":
		c, err := ParseCriterion(n.Text())
		return Expr{Criterion: c, Text: n.Text()}, err
	}
	return Expr{}, fault("selectors.yml", "a definition is empty", "Write a criterion such as tag:nightly.")
}

func shorthand(method string, value *project.Node) (Expr, error) {
	text := method + ":" + value.Text()
	c, err := ParseCriterion(text)
	return Expr{Criterion: c, Text: text}, err
}

func combined(n *project.Node) (Expr, error) {
	e := Expr{Op: Union}
	list := n.Get("union")
	if n.Has("intersection") {
		e.Op, list = Intersection, n.Get("intersection")
	}
	if !list.IsList() {
		return e, fault(fmt.Sprintf("selectors.yml:%d", n.Line), "union and intersection hold a list", "Begin each criterion with a dash.")
	}
	for _, item := range list.Items {
		if item.IsMap() && item.Has("exclude") {
			if err := e.addExcluded(item.Get("exclude")); err != nil {
				return e, err
			}
			continue
		}
		part, err := definition(item)
		if err != nil {
			return e, err
		}
		e.Parts = append(e.Parts, part)
	}
	return e, nil
}

func (e *Expr) addExcluded(list *project.Node) error {
	if !list.IsList() {
		return fault("selectors.yml", "exclude holds a list", "Begin each criterion with a dash.")
	}
	for _, item := range list.Items {
		part, err := definition(item)
		if err != nil {
			return err
		}
		e.Exclude = append(e.Exclude, part)
	}
	return nil
}

func criterionOf(n *project.Node) (Expr, error) {
	c, err := ParseCriterion(n.Get("method").Text() + ":x")
	if err != nil {
		return Expr{}, err
	}
	c.Value = n.Get("value").Text()
	c.Parents, c.ParentsDepth = n.Get("parents").Bool(false), depth(n.Get("parents_depth").Text())
	c.Children, c.ChildrenDepth = n.Get("children").Bool(false), depth(n.Get("children_depth").Text())
	c.ChildrenParents = n.Get("childrens_parents").Bool(false)
	e := Expr{Criterion: c, Text: c.Method + ":" + c.Value, Indirect: Mode(n.Get("indirect_selection").Text())}
	if !n.Has("exclude") {
		return e, nil
	}
	outer := Expr{Op: Union, Parts: []Expr{e}, Text: e.Text}
	return outer, outer.addExcluded(n.Get("exclude"))
}
