select
    c.table_schema,
    c.table_name,
    t.table_type,
    c.column_name,
    c.data_type
from information_schema.columns as c
inner join information_schema.tables as t
    on c.table_catalog = t.table_catalog
    and c.table_schema = t.table_schema
    and c.table_name = t.table_name
where
    c.table_schema not in ('information_schema', 'pg_catalog')
    and c.table_catalog = current_database()
order by c.table_schema, c.table_name, c.ordinal_position
