package dbt

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"scv/internal/dbt/artifact"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/memo"
)

// sealFile is where WriteManifest leaves what manifest.json follows from, in the
// target folder.
const sealFile = "partial_parse.seal"

// seal says what a manifest.json follows from, and what is told beside it. As long
// as all of that is the same, so is all of it but the head, which holds times.
type seal struct {
	Settled  memo.Key    // of settings, without files
	Command  string      // digest of the command line, "" when nothing asked for it
	Reads    []memo.Read // what was read of the project
	From, To int64       // when it holds, in Unix seconds; To 0 = for ever
	Env      []string    // variables that templates read, for the head
	Counts   Counts
	Warnings []Warning

	Adapter string
	Head    int64 // bytes of the head
	File    memo.Stamp
}

func (p *Project) sealPath() string { return filepath.Join(p.targetDir(), sealFile) }

// kept reads the seal, and says whether it is of the same settings and time and
// manifest.json is the file it was made for.
func (p *Project) kept(s *seal, settings compile.Options) bool {
	if !memo.Kept(p.sealPath(), memo.Engine(), s) {
		return false
	}
	key, command, err := p.settled(settings)
	now := p.o.AsOf.Unix()
	if err != nil || key != s.Settled || s.Command != "" && s.Command != command || now < s.From || s.To != 0 && now >= s.To {
		return false
	}
	file, err := os.Stat(filepath.Join(p.targetDir(), "manifest.json"))
	return err == nil && s.File != memo.Stamp{} && memo.StampOf(file) == s.File
}

// settled is a key of all that the manifest follows from beside files.
func (p *Project) settled(settings compile.Options) (memo.Key, string, error) {
	key, command, err := compile.Settled(settings)
	if err != nil {
		return key, command, err
	}
	key, err = memo.KeyOf(key, p.targetPath(), settings.Target.Type, p.o.StoreFailures, p.o.FullRefresh, p.o.Empty, p.o.Sample != nil)
	return key, command, err
}

// WriteManifest writes manifest.json and semantic_manifest.json. Where nothing has
// changed since the manifest that is there was written, only its head is new.
func (p *Project) WriteManifest() error {
	w := p.writer()
	now, ok := p.newSeal()
	var old seal
	if ok && p.kept(&old, p.compiler.Options()) && memo.SameReads(old.Reads, now.Reads) {
		return p.renew(w, now, old.Head)
	}
	if err := errors.Join(w.Manifest(), w.SemanticManifest()); err != nil || !ok {
		return err
	}
	return p.seal(w, now)
}

// newSeal gives the seal of a project that was loaded. It is not sealed when the
// manifest shows more than its files say, or something that no file says.
func (p *Project) newSeal() (*seal, bool) {
	if p.trace == nil || p.asked.Moment() || p.o.Defer != nil || p.hasCompiled() {
		return nil, false
	}
	reads, ok := p.trace.Reads()
	key, command, err := p.settled(p.compiler.Options())
	if !ok || err != nil {
		return nil, false
	}
	s := &seal{
		Settled: key, Reads: reads, From: p.o.AsOf.Unix(), Counts: p.Counts(), Env: slices.Sorted(maps.Keys(p.compiler.SeenEnv())),
		Warnings: p.warnings[:p.found], Adapter: p.compiler.Target().Type,
	}
	if p.asked.Command() {
		s.Command = command
	}
	if until := p.asked.Until(p.o.AsOf); !until.IsZero() {
		s.To = until.Unix()
	}
	return s, true
}

func (p *Project) hasCompiled() bool {
	for _, n := range p.graph.Nodes {
		if n.Compiled != nil {
			return true
		}
	}
	return false
}

// renew writes the manifest again with another head, and the seal.
func (p *Project) renew(w *artifact.Writer, s *seal, head int64) error {
	if err := errors.Join(w.Renew(head), w.SemanticManifest()); err != nil {
		return err
	}
	return p.seal(w, s)
}

// seal leaves the seal of the manifest that was just written.
func (p *Project) seal(w *artifact.Writer, s *seal) error {
	file, err := os.Stat(w.ManifestPath())
	if err != nil {
		return err
	}
	s.File, s.Head = memo.StampOf(file), w.HeadSize()
	return memo.Keep(p.sealPath(), memo.Engine(), *s)
}
