package run

import (
	"context"
	"errors"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// point makes the view that stands for the latest version of a model, where
// latest_version_pointer asks for one.
func (r *runner) point(ctx context.Context, s *warehouse.Session, n *graph.Node) error {
	pointer, _ := n.ConfigValue("latest_version_pointer").(*jinja.Dict)
	if n.Kind != graph.Model || n.Version == nil || pointer == nil || jinja.Str(n.Version) != jinja.Str(n.Latest) {
		return nil
	}
	if on, _ := pointer.GetStr("enabled"); on != true {
		return nil
	}
	alias, _ := pointer.GetStr("alias")
	name, err := r.o.Compiler.Call(ctx, n, "generate_latest_version_pointer_alias", compile.Rendering{Conn: s}, alias, n.Dict())
	if err != nil {
		return err
	}
	rel := r.o.Compiler.Relation(n)
	at := *rel
	at.Identifier = strings.TrimSpace(jinja.Str(name))
	if at.Identifier == rel.Identifier {
		return &scv.Error{
			Code: scv.CodeDBTConfig, Op: "build model " + n.Name, Subject: graph.Place(n, 0), Hint: "Take the alias away, or set latest_version_pointer to enabled: false.",
			Err: errors.New("the view for its latest version would have the name of the model itself: " + at.Identifier),
		}
	}
	if was := r.kindAt(at.Schema, at.Identifier); was == "table" {
		if _, err := s.Exec(ctx, "drop table if exists "+at.String()); err != nil {
			return err
		}
	}
	if _, err := s.Exec(ctx, "create or replace view "+at.String()+" as (\nselect * from "+rel.String()+"\n)"); err != nil {
		return err
	}
	r.setKind(at.Schema, at.Identifier, "view")
	return nil
}
