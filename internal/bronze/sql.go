package bronze

import (
	"embed"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// statement gives the text of an embedded file, to fill its places.
func statement(name string) *warehouse.Statement {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return warehouse.NewStatement("") // names are constants; TestStatementsAreThere opens each
	}
	return warehouse.NewStatement(string(text))
}

// Relation names the bronze table of an entity.
func Relation(source, entity string) scv.Relation {
	return scv.Relation{Schema: string(scv.Bronze), Name: source + "__" + scv.ColumnName(entity)}
}

// Current names the view of an entity's newest versions without deleted records.
func Current(source, entity string) scv.Relation {
	r := Relation(source, entity)
	r.Name += "__current"
	return r
}
