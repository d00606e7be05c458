with wanted as (select ? as name)

select 'table' as kind, schema_name, table_name as name
from duckdb_tables()
where database_name = (select name from wanted)
union all
select 'view', schema_name, view_name
from duckdb_views()
where database_name = (select name from wanted) and not internal
union all
select 'index', schema_name, index_name
from duckdb_indexes()
where database_name = (select name from wanted)
union all
select 'sequence', schema_name, sequence_name
from duckdb_sequences()
where database_name = (select name from wanted)
union all
select 'function', schema_name, function_name
from duckdb_functions()
where database_name = (select name from wanted) and not internal
order by all
