package duckdb

import (
	"fmt"
	"regexp"

	m "github.com/duckdb/duckdb-go/v2/mapping"
)

// deniedFunctions can be called from a select and do more than read: they change
// the process (enable_logging with a file ends it), run text as SQL, read memory
// by address, or move a sequence. A comment may stand before the parenthesis.
var deniedFunctions = regexp.MustCompile(`(?is)\b((?:enable|disable|verify|check)_\w+|force_checkpoint|checkpoint|truncate_duckdb_logs|` +
	`json_execute_serialized_sql|query|query_table|arrow_scan|arrow_scan_dumb|seq_scan|import_database|copy_database|` +
	`add_parquet_key|nextval|setseed|write_log|sql_auto_complete)"?\s*(?:\(|/\*|--)`)

// OnlyReads looks at the kind of the statement and at the functions it may not
// call. The other two locks are a read-only transaction (Dialect.BeginRead) and the
// settings made at opening, which keep every function away from files.
func (c *conn) OnlyReads(sql string) error {
	if f := deniedFunctions.FindStringSubmatch(sql); f != nil {
		return notReadOnly(fmt.Errorf("function %s does more than read", f[1]))
	}
	list, err := c.extract("run query", sql)
	if err != nil {
		return err
	}
	defer list.close()
	if list.n != 1 {
		return notReadOnly(fmt.Errorf("%d statements in one query", list.n))
	}
	var st m.PreparedStatement
	defer m.DestroyPrepare(&st)
	if m.PrepareExtractedStatement(c.raw, list.raw, 0, &st) == m.StateError {
		return translate("run query", c.path, m.PrepareError(st))
	}
	switch m.PreparedStatementType(st) {
	case m.StatementTypeSelect, m.StatementTypeExplain:
		return nil
	default:
		return notReadOnly(nil)
	}
}
