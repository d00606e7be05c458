package command

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/project"
)

// clean removes the folders of clean-targets: those inside the project, and never
// one that holds what somebody wrote.
func (v *invocation) clean(ctx context.Context) error {
	p, err := dbt.ReadConfig(ctx, dbt.Options{Dir: v.w.Dir, Env: v.w.Env, AsOf: v.started})
	if err != nil {
		return err
	}
	sources := slices.Concat(p.Paths.Models, p.Paths.Seeds, p.Paths.Snapshots, p.Paths.Macros, p.Paths.Tests, p.Paths.Analyses, p.Paths.Docs)
	for _, target := range p.Clean {
		if text := cleanable(target, sources); text != "" {
			at := p.Settings().Get("clean-targets")
			if at == nil { // the target folder is meant
				at = p.Settings().Get("target-path")
			}
			if at == nil {
				at = &project.Node{Line: 1}
			}
			return p.Fault("dbt_project.yml", at.Line, at.Column, text, "Take it out of clean-targets.")
		}
	}
	for _, target := range p.Clean {
		v.log.emit(event{name: "CheckCleanPath", code: "Z012", level: "info", text: "Checking " + target + "/*"})
		if err := os.RemoveAll(filepath.Join(v.w.Dir, filepath.FromSlash(target))); err != nil {
			return &scv.Error{Code: scv.CodeDBTArtifact, Op: "remove", Subject: target, Hint: "Correct the folder's permissions.", Err: err}
		}
		v.log.emit(event{name: "ConfirmCleanPath", code: "Z013", level: "info", text: "Cleaned " + target + "/*"})
	}
	v.log.emit(event{name: "FinishedCleanPaths", code: "Z015", level: "info", text: "Finished cleaning all paths."})
	return nil
}

// cleanable says why a folder may not be removed; "" when it may.
func cleanable(target string, sources []string) string {
	clean := path.Clean(strings.ReplaceAll(target, `\`, "/"))
	if path.IsAbs(clean) || filepath.IsAbs(target) || clean == "." || clean == ".." || strings.HasPrefix(clean, "../") {
		return "clean-targets names " + target + ", which is not inside the project"
	}
	for _, s := range sources {
		if s == clean || strings.HasPrefix(s, clean+"/") || strings.HasPrefix(clean, s+"/") {
			return "clean-targets names " + target + ", which holds files of the project (" + s + ")"
		}
	}
	return ""
}
