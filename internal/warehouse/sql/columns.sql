select
    column_name,
    data_type
from information_schema.columns
where
    table_name = ?
    and (
        (table_schema = ? and table_catalog = current_database())
        or (? = '' and table_catalog = 'temp')
    )
order by ordinal_position
