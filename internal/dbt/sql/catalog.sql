-- One row per column of each table and view: for catalog.json.
select
    c.database_name,
    c.schema_name,
    c.table_name,
    case when v.view_name is not null then 'VIEW' when t.temporary then 'LOCAL TEMPORARY' else 'BASE TABLE' end as kind,
    coalesce(v.comment, t.comment) as comment,
    c.column_index,
    c.column_name,
    c.data_type,
    c.comment as column_comment
from duckdb_columns() as c
left join duckdb_tables() as t
    on t.database_name = c.database_name and t.schema_name = c.schema_name and t.table_name = c.table_name
left join duckdb_views() as v
    on v.database_name = c.database_name and v.schema_name = c.schema_name and v.view_name = c.table_name
where not c.internal and c.database_name = current_database()
order by 1, 2, 3, 6
