package reuse

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
)

// Fact is one thing that a node follows from. Facts of kinds that graph.Read names,
// and File, explain: that another macro was used shows in the SQL, and only there.
// All others decide.
type Fact struct {
	Kind   string `json:"k"`
	Name   string `json:"n,omitempty"`
	Digest string `json:"d"`
}

// The kinds of facts besides those of graph.Read.
const (
	File    = "file"    // its SQL file, as written
	SQL     = "sql"     // compiled, ephemeral parents in it
	Config  = "config"  // one key of its configuration
	Shape   = "shape"   // contract, descriptions that go into the warehouse
	Rows    = "rows"    // columns and rows of a relation that it reads
	Seed    = "seed"    // the bytes of its file
	Program = "program" // scv itself
	Engine  = "engine"  // the warehouse's version and settings
	Setting = "setting" // of a materialization in Go
	Project = "project" // the file, all macros and variables
)

func explains(kind string) bool {
	return slices.Contains([]string{File, graph.ReadMacro, graph.ReadVar, graph.ReadEnv, graph.ReadClock, graph.ReadModel}, kind)
}

// Digest is a short digest of texts: enough to tell two apart, not to keep a secret.
func Digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\x00%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// FactsOf are the facts that explain a rendering.
func FactsOf(reads []graph.Read) []Fact {
	var out []Fact
	for _, r := range reads {
		out = append(out, Fact{r.Kind, r.Name, Digest(r.Digest)})
	}
	return out
}

// Fingerprint is the digest of the facts that decide, whatever their order.
func Fingerprint(facts []Fact) string {
	var lines []string
	for _, f := range facts {
		if !explains(f.Kind) {
			lines = append(lines, f.Kind+"\x00"+f.Name+"\x00"+f.Digest)
		}
	}
	slices.Sort(lines)
	return Digest(lines...)
}

// changes tells in words in which facts two lists differ.
func changes(before, now []Fact) []string {
	differ := differing(before, now)
	var out, code []string
	sql := false
	for _, f := range differ {
		switch {
		case f.Kind == SQL:
			sql = true
		case explains(f.Kind):
			code = append(code, f.words())
		default:
			out = append(out, f.words())
		}
	}
	if sql && len(code) == 0 {
		code = []string{"its SQL came out different: it follows from what the warehouse answered"}
	}
	if sql {
		out = append(code, out...)
	}
	if len(out) == 0 {
		return []string{"it follows from other things than before"}
	}
	return slices.Compact(out)
}

// differing gives the facts that are new, gone or another, in the order of now.
func differing(before, now []Fact) []Fact {
	var out []Fact
	for _, f := range now {
		if !slices.Contains(before, f) {
			out = append(out, f)
		}
	}
	for _, f := range before {
		if !slices.ContainsFunc(now, func(n Fact) bool { return n.Kind == f.Kind && n.Name == f.Name }) {
			out = append(out, f)
		}
	}
	return out
}

// words says what a changed fact is.
func (f Fact) words() string {
	switch f.Kind {
	case File:
		return f.Name + " was edited"
	case graph.ReadMacro:
		return "macro " + strings.TrimPrefix(f.Name, "macro.") + " changed"
	case graph.ReadVar:
		return "variable " + f.Name + " changed"
	case graph.ReadEnv:
		return "environment variable " + f.Name + " changed"
	case graph.ReadClock:
		return f.Name + " is another"
	case graph.ReadModel:
		return "ephemeral model " + short(f.Name) + " changed"
	case Config:
		return "config " + f.Name + " changed"
	case Shape:
		return "its " + f.Name + " changed"
	case Rows:
		return "upstream " + short(f.Name) + " has other rows"
	case Seed:
		return f.Name + " was edited"
	case Program:
		return "another scv runs"
	case Engine:
		return "the warehouse is another version or has other settings"
	case Project:
		return "its file, a macro or a variable changed: a table that grows may follow from any of them"
	case Setting:
		return "what " + f.Name + " follows from besides (settings, decisions) changed"
	}
	return f.Kind + " " + f.Name + " changed"
}

// short is a node's name without kind and package: "dim_customer", "crm.contact".
func short(id string) string {
	parts := strings.SplitN(id, ".", 3)
	if len(parts) < 3 {
		return id
	}
	return parts[2]
}
