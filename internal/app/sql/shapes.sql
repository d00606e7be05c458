select
    table_schema,
    table_name,
    column_name,
    data_type
from information_schema.columns
where table_catalog = current_database()
    and not regexp_matches(table_schema, '__v[0-9]+(__data)?$')
order by table_schema, table_name, ordinal_position
