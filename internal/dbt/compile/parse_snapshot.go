package compile

import (
	"context"
	"path"
	"strings"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// parseSnapshots makes the nodes of a file with {% snapshot %} blocks.
func (c *Compiler) parseSnapshots(ctx context.Context, p *project.Project, f project.File) ([]*graph.Node, error) {
	blocks, err := jinja.Blocks(f.Path, f.Text, "snapshot")
	if err != nil {
		return nil, jinjaFault(err, "parse snapshots", p.Root, f.Path)
	}
	var out []*graph.Node
	for _, b := range blocks {
		n := c.newNode(p, f, graph.Snapshot, b.Name)
		n.FQN = append(folders(p.Name, strings.TrimSuffix(f.Rel(), path.Ext(f.Rel()))), b.Name)
		n.RawCode, n.Checksum, n.Line, n.First = b.Body, fileChecksum(f.Text), b.Line, b.Line
		nodes, err := c.finish(ctx, p, n)
		if err != nil {
			return nil, err
		}
		out = append(out, nodes...)
	}
	return out, nil
}

// addSnapshots makes the nodes of snapshots that are declared in YAML, with
// `relation:`.
func (c *Compiler) addSnapshots(ctx context.Context) error {
	return c.eachProperties("snapshots", func(q *project.Properties, e *project.Node) error {
		relation := e.Get("relation").Text()
		if relation == "" {
			return nil
		}
		base := baseOf(q)
		f := project.File{Kind: project.SnapshotFile, Path: q.Path, Base: base}
		n := c.newNode(q.Project, f, graph.Snapshot, e.Get("name").Text())
		n.Path = n.Name + ".sql"
		n.RawCode, n.Line, n.First = "select * from {{ "+relation+" }}", e.Line, e.Line
		n.Checksum = fileChecksum(q.Text)
		nodes, err := c.finish(ctx, q.Project, n)
		if err != nil {
			return err
		}
		return c.add(nodes[0])
	})
}
