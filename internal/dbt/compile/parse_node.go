package compile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// parseFile makes the nodes of one SQL file.
func (c *Compiler) parseFile(ctx context.Context, p *project.Project, f project.File) ([]*graph.Node, error) {
	text := strings.TrimSpace(f.Text)
	if f.Kind == project.SnapshotFile {
		return c.parseSnapshots(ctx, p, f)
	}
	if text == "" {
		return nil, nil // dbt skips an empty file
	}
	n := c.newNode(p, f, fileKind(f.Kind), f.Name())
	n.RawCode, n.Checksum = text, fileChecksum(text)
	n.First = 1 + strings.Count(f.Text[:strings.Index(f.Text, text)], "\n")
	return c.finish(ctx, p, n)
}

func fileKind(k project.FileKind) graph.Kind {
	switch k {
	case project.TestFile:
		return graph.Test
	case project.AnalysisFile:
		return graph.Analysis
	case project.SnapshotFile:
		return graph.Snapshot
	case project.SeedFile:
		return graph.Seed
	case project.FunctionFile:
		return graph.Function
	}
	return graph.Model
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// fileChecksum is dbt's checksum of a template: runs of blanks count as one, so
// that a reformatted file is no change.
func fileChecksum(text string) string { return checksum(strings.Join(strings.Fields(text), " ")) }

// newNode gives a node with the names that follow from its file.
func (c *Compiler) newNode(p *project.Project, f project.File, kind graph.Kind, name string) *graph.Node {
	n := &graph.Node{
		Kind: kind, Package: p.Name, Name: name, Path: f.Rel(), File: f.Path, Root: p.Root, Language: "sql",
		Alias: name, Schema: c.o.Target.Schema, Database: c.o.Target.Database, Enabled: true,
	}
	n.ID = string(kind) + "." + p.Name + "." + name
	switch path.Ext(f.Path) {
	case ".py":
		n.Language = "python"
	case ".js":
		n.Language = "javascript"
	}
	n.FQN = append(folders(p.Name, path.Dir(f.Rel())), name)
	if kind == graph.Analysis {
		n.FQN = append([]string{p.Name, "analysis"}, n.FQN[1:]...)
		n.Path = "analysis/" + n.Path
	}
	return n
}

func folders(pkg, dir string) []string {
	out := []string{pkg}
	if dir != "." && dir != "" {
		out = append(out, strings.Split(dir, "/")...)
	}
	return out
}

// finish renders a node in the parse phase and settles its configs and names.
// Nodes that are switched off come back too, with Enabled false. Nothing in it may
// warn: nodes of the memo come without it.
func (c *Compiler) finish(ctx context.Context, p *project.Project, n *graph.Node) ([]*graph.Node, error) {
	patch := c.patchOf(section(n.Kind), p.Name, n.Name)
	c.takeVersion(n, patch)
	return c.remembered(p, []any{"node", n, patch.digest()}, func(r *reads) ([]*graph.Node, error) {
		defer c.watch(n, r)()
		return []*graph.Node{n}, c.finishNode(ctx, p, n, patch)
	})
}

func (c *Compiler) finishNode(ctx context.Context, p *project.Project, n *graph.Node, patch *patch) error {
	before := c.levels(p, n.Kind, n.FQN, patch.level())
	n.Config, n.Unrendered = mergeConfigs(n.Kind, c.pythonDefault(n, before))
	s := c.newScope(parsing, n)
	s.lenient = true // dbt tells when the node is built: one that is not selected may lack a variable
	if _, err := s.render(ctx, n.File, templateOf(n), n.First); err != nil {
		return c.undefinedFault(nodeFault(err, "parse "+string(n.Kind)+" "+n.Name, n), n)
	}
	n.Refs, n.Sources, n.Calls, n.Macros = s.found.refs, s.found.sources, s.found.calls, s.found.macros
	inner := []level{patch.level()}
	for _, d := range s.found.config {
		inner = append(inner, level{values: d})
	}
	if len(s.found.config) > 0 {
		n.Config, n.Unrendered = mergeConfigs(n.Kind, c.pythonDefault(n, c.levels(p, n.Kind, n.FQN, inner...)))
		c.writeSources(n)
	}
	if err := c.settle(ctx, n); err != nil {
		return err
	}
	if n.Kind == graph.Function {
		if err := c.signature(n, patch); err != nil {
			return err
		}
	}
	return c.describe(ctx, n, patch)
}

// templateOf is what of a node's text is Jinja: of a Python model the calls of
// dbt.ref, dbt.source and dbt.config, each on its line, of other languages nothing.
func templateOf(n *graph.Node) string {
	switch {
	case n.Language == "sql":
		return n.RawCode
	case n.Kind != graph.Model:
		return ""
	}
	var b strings.Builder
	at := 0
	for _, loc := range pythonCall.FindAllStringSubmatchIndex(n.RawCode, -1) {
		end := closing(n.RawCode, loc[1])
		if loc[0] < at || end < 0 {
			continue
		}
		b.WriteString(strings.Repeat("\n", strings.Count(n.RawCode[at:loc[0]], "\n")))
		b.WriteString("{{ " + n.RawCode[loc[2]:end] + " }}")
		at = end
	}
	return b.String()
}

var pythonCall = regexp.MustCompile(`\bdbt\.((?:ref|source|config)\()`)

// closing gives where the parenthesis ends that was opened before at; -1 when it
// does not.
func closing(text string, at int) int {
	depth, quote := 1, byte(0)
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// pythonDefault has Python models be tables where nothing else is said.
func (c *Compiler) pythonDefault(n *graph.Node, levels []level) []level {
	if n.Language != "python" || n.Kind != graph.Model {
		return levels
	}
	return append([]level{{values: jinja.NewDict("materialized", "table"), unnoted: true}}, levels...)
}

// takeVersion makes a node the version of a model that its properties declare.
func (c *Compiler) takeVersion(n *graph.Node, p *patch) {
	if p == nil || p.version == nil || n.Kind != graph.Model {
		return
	}
	n.Version, n.Latest = p.version.Get("v").Any(), p.latest
	n.Name = p.model
	v := "v" + jinja.Str(n.Version)
	n.FQN = append(n.FQN[:len(n.FQN)-1:len(n.FQN)-1], p.model, v)
	n.ID = string(n.Kind) + "." + n.Package + "." + p.model + "." + v
}

// settle takes what the configs decide: enabled, group, access, and by the
// macros generate_*_name database, schema and alias.
func (c *Compiler) settle(ctx context.Context, n *graph.Node) error {
	if err := checkNode(n); err != nil {
		return err
	}
	n.Enabled = jinja.Truth(n.ConfigValue("enabled"))
	n.Group, n.Access = n.ConfigText("group"), n.ConfigText("access")
	if begin, err := fromISO(n.ConfigText("begin")); err == nil && microbatch(n) {
		n.Config.Put("begin", begin.iso("T"))
	}
	if n.Kind == graph.Test {
		settleFailures(n.Config)
	}
	names := []struct {
		macro, config string
		to            *string
	}{
		{"generate_database_name", "database", &n.Database},
		{"generate_schema_name", "schema", &n.Schema},
		{"generate_alias_name", "alias", &n.Alias},
	}
	for _, name := range names {
		custom := n.ConfigValue(name.config)
		if n.Kind == graph.Snapshot && custom == nil && name.config != "alias" {
			custom = n.ConfigValue("target_" + name.config)
		}
		got, err := c.generated(ctx, n, name.macro, custom)
		if err != nil {
			return err
		}
		*name.to = got
	}
	n.Plain = c.plainParts(n)
	if n.Kind == graph.Snapshot && n.ConfigText("target_schema") != "" {
		n.Schema = n.ConfigText("target_schema")
	}
	return nil
}

func microbatch(n *graph.Node) bool {
	return n.Materialized() == "incremental" && n.ConfigText("incremental_strategy") == "microbatch"
}

// checkNode refuses names and configs that dbt refuses while it parses.
func checkNode(n *graph.Node) error {
	fault := func(text, hint string) error {
		return &scv.Error{Code: scv.CodeDBTConfig, Op: "read config of", Subject: graph.Place(n, 0), Hint: hint, Err: errors.New(text)}
	}
	if n.Kind.Refable() && strings.Contains(n.Name, " ") {
		return fault(fmt.Sprintf("resource names cannot contain spaces: '%s'", n.ID), "Rename the file.")
	}
	if v := n.ConfigValue("enabled"); v != true && v != false {
		return fault(fmt.Sprintf("enabled: %s is not of type 'boolean'", jinja.Repr(v)), "Use true or false.")
	}
	if err := checkSnapshot(n); err != nil {
		return err
	}
	if !microbatch(n) {
		return nil
	}
	for _, key := range []string{"event_time", "batch_size", "begin"} {
		if n.ConfigText(key) == "" {
			return fault(fmt.Sprintf("microbatch model '%s' must provide a '%s' config", n.Name, key), "Add it to the model's config.")
		}
	}
	return nil
}

// settleFailures makes store_failures and store_failures_as agree.
func settleFailures(config *jinja.Dict) {
	as, _ := config.GetStr("store_failures_as")
	store, _ := config.GetStr("store_failures")
	switch {
	case as != nil:
		config.Put("store_failures", as != "ephemeral")
	case store == nil:
	case jinja.Truth(store):
		config.Put("store_failures_as", "table")
	default:
		config.Put("store_failures_as", "ephemeral")
	}
}

// addSeeds makes the nodes of seed files.
func (c *Compiler) addSeeds(ctx context.Context) error {
	for _, p := range c.o.Project.All() {
		for _, f := range p.Seeds {
			n := c.newNode(p, f, graph.Seed, f.Name())
			n.Seed = &graph.SeedInfo{RootPath: p.Root, Size: f.Size}
			data, err := p.ReadSeed(f)
			if err != nil {
				return err
			}
			n.Checksum = seedChecksum(f, data)
			nodes, err := c.finish(ctx, p, n)
			if err != nil {
				return err
			}
			if err := c.add(nodes[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxSeed is the size up to which a seed's checksum covers its content.
const maxSeed = 1 << 20

func seedChecksum(f project.File, data []byte) string {
	if f.Size > maxSeed {
		return checksum(f.Path)
	}
	return checksum(strings.TrimSpace(string(data)))
}
