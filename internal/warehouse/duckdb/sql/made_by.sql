select sql
from duckdb_tables()
where database_name = current_database()
    and schema_name = ?
    and table_name = ?
