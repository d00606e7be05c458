package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"scv/jinja"
)

// document writes the one JSON document that is a verb's answer: the rows or nodes
// it was asked for, else the artifact it wrote.
func (v *invocation) document(err error) error {
	if v.w.Document == nil || err != nil && !errors.Is(err, errFailed) {
		return nil
	}
	text := indented(v.answers)
	artifact := map[string]string{
		"build": "run_results", "run": "run_results", "test": "run_results", "seed": "run_results", "snapshot": "run_results", "clone": "run_results",
		"run-operation": "run_results", "freshness": "sources", "generate": "catalog", "parse": "manifest",
	}[v.verb]
	switch {
	case artifact != "" && v.config != nil:
		data, err := os.ReadFile(filepath.Join(v.path(v.targetPath()), artifact+".json"))
		if err != nil {
			return fmt.Errorf("read %s.json: %w", artifact, err)
		}
		text = string(data)
	case v.verb != "list" && v.verb != "show" && v.verb != "compile":
		text = indented(jinja.NewDict("command", v.verb, "ok", err == nil))
	}
	_, err = io.WriteString(v.w.Document, text+"\n")
	return err
}
