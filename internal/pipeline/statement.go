package pipeline

import "embed"

//go:embed sql/*.sql
var sqlFiles embed.FS

func statement(name string) string {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "" // unreachable: names are constants and a test opens each
	}
	return string(text)
}
