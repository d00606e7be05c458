select
    t.table_name,
    coalesce(v.view_definition, '') as definition
from information_schema.tables as t
left join information_schema.views as v
    on t.table_catalog = v.table_catalog
    and t.table_schema = v.table_schema
    and t.table_name = v.table_name
where
    t.table_schema = ?
    and t.table_catalog = current_database()
order by t.table_name
