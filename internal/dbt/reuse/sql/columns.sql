select
    column_name,
    data_type
from duckdb_columns()
where
    database_name = current_database()
    and lower(schema_name) = lower(?)
    and lower(table_name) = lower(?)
order by column_index
