-- Functions whose answer does not follow from their arguments alone: those that the
-- engine declares, macros of users, macros of the engine that use one of them.
select distinct
    lower(function_name) as name
from duckdb_functions()
where
    (
        stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')
        and function_name not in ('current_database', 'current_schema', 'current_schemas', 'in_search_path', 'error')
    )
    or (
        function_type in ('macro', 'table_macro')
        and (
            not internal
            or regexp_matches(macro_definition, 'current_(date|time|localtime)|now\(|random\(|uuid|nextval')
        )
    )
    or function_name in ('current_setting', 'getvariable', 'getenv', 'query', 'query_table')
