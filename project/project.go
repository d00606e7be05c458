package project

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
)

//go:embed all:dbt
var static embed.FS

// File is one file of the project; Path is relative to the project, with slashes.
type File struct {
	Path    string
	Content []byte
}

// StagingDir is where generated files go.
const StagingDir = "models/silver/staging"

// Static gives the files that do not depend on scv.yml, by path.
func Static() []File {
	var files []File
	_ = fs.WalkDir(static, "dbt", func(name string, d fs.DirEntry, err error) error { // an embedded tree gives no errors
		if err != nil || d.IsDir() {
			return err
		}
		content, err := static.ReadFile(name)
		files = append(files, File{strings.TrimPrefix(name, "dbt/"), content})
		return err
	})
	return files
}

// marks are how the first line of a generated file begins and ends.
var marks = map[string][2]string{".sql": {"{# generated from scv.yml, ", " #}"}, ".yml": {"# generated from scv.yml, ", ""}}

const edited = "an edited file is left alone: "

// generated puts the first line on a file of StagingDir.
func generated(name, body string) File {
	mark := marks[path.Ext(name)]
	line := mark[0] + edited + digest(body) + mark[1] + "\n"
	return File{StagingDir + "/" + name, []byte(line + body)}
}

func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:8])
}

// Edited says whether a person has changed a generated file: its first line is
// gone or its digest is no longer that of the rest. Line ends do not count.
func Edited(text []byte) bool {
	first, body, ok := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	_, rest, found := strings.Cut(first, edited)
	return !ok || !found || !strings.HasPrefix(rest, digest(body))
}
