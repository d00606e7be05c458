{# The catalog: a row for each column of each relation, with the comments of both. #}

{% macro get_catalog(information_schema, schemas) -%}{{ return(adapter.dispatch('get_catalog', 'dbt')(information_schema, schemas)) }}{%- endmacro %}
{% macro default__get_catalog(information_schema, schemas) -%}
    {{ exceptions.raise_compiler_error('get_catalog not implemented for ' ~ adapter.type()) }}
{%- endmacro %}
{% macro duckdb__get_catalog(information_schema, schemas) -%}
    {%- set wanted = [] -%}
    {%- for schema in schemas -%}{%- do wanted.append("upper(schema_name) = upper('" ~ schema ~ "')") -%}{%- endfor -%}
    {{ return(run_query(catalog_query(information_schema.database, wanted))) }}
{%- endmacro %}

{% macro get_catalog_relations(information_schema, relations) -%}{{ return(adapter.dispatch('get_catalog_relations', 'dbt')(information_schema, relations)) }}{%- endmacro %}
{% macro default__get_catalog_relations(information_schema, relations) -%}
    {{ exceptions.raise_compiler_error('get_catalog_relations not implemented for ' ~ adapter.type()) }}
{%- endmacro %}
{% macro duckdb__get_catalog_relations(information_schema, relations) -%}
    {%- set wanted = [] -%}
    {%- for relation in relations -%}
        {%- if not relation.schema -%}
            {{ exceptions.raise_compiler_error('`get_catalog_relations` requires a list of relations, each with a schema') }}
        {%- endif -%}
        {%- do wanted.append("upper(schema_name) = upper('" ~ relation.schema ~ "')" ~ (" and upper(table_name) = upper('" ~ relation.identifier ~ "')" if relation.identifier else '')) -%}
    {%- endfor -%}
    {{ return(run_query(catalog_query(information_schema.database, wanted))) }}
{%- endmacro %}

{% macro catalog_query(database, wanted) -%}
    with relations as (
        select database_name, schema_name, table_name, 'BASE TABLE' as kind, comment from duckdb_tables()
        union all
        select database_name, schema_name, view_name, 'VIEW', comment from duckdb_views()
    )
    select
        database_name as table_database, schema_name as table_schema, table_name, kind as table_type, relations.comment as table_comment,
        column_name, column_index, data_type as column_type, columns.comment as column_comment, null as table_owner
    from relations
    join duckdb_columns() as columns using (database_name, schema_name, table_name)
    where {{ "upper(database_name) = upper('" ~ database ~ "')" if database else 'database_name = current_database()' }}
        and {{ '((' ~ wanted | join(') or (') ~ '))' if wanted else 'false' }}
    order by schema_name, table_name, column_index
{%- endmacro %}

{% macro get_catalog_for_single_relation(relation) %}{{ return(adapter.dispatch('get_catalog_for_single_relation', 'dbt')(relation)) }}{% endmacro %}
{% macro default__get_catalog_for_single_relation(relation) %}
    {{ exceptions.raise_not_implemented('get_catalog_for_single_relation macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{# What an adapter knows of constraints and indexes: a table of DuckDB is replaced as
   a whole, so nothing has to be dropped before and restored after. #}

{% macro drop_indexes_on_relation(relation) -%}
    {%- for index in run_query("select schema_name, index_name from duckdb_indexes() where schema_name = '" ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'") -%}
        {%- do run_query('drop index ' ~ adapter.quote(index[0]) ~ '.' ~ adapter.quote(index[1])) -%}
    {%- endfor -%}
{%- endmacro %}
{% macro enforced_constraint_types() -%}
    {%- set types = [] -%}
    {%- if config.get('contract').enforced -%}
        {%- for constraint in model.constraints -%}{%- do types.append(constraint.type) -%}{%- endfor -%}
        {%- for column in model.columns.values() -%}{%- for constraint in column.constraints -%}{%- do types.append(constraint.type) -%}{%- endfor -%}{%- endfor -%}
    {%- endif -%}
    {{ return(types) }}
{%- endmacro %}
{% macro existing_constraint_types(relation) -%}
    {%- set types = [] -%}
    {%- if relation is not none -%}
        {%- for row in run_query("select distinct lower(replace(constraint_type, ' ', '_')) from duckdb_constraints() where schema_name = '" ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'") -%}
            {%- do types.append(row[0]) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(types) }}
{%- endmacro %}
{% macro has_foreign_key_constraints(relation=none) -%}
    {{ return('foreign_key' in enforced_constraint_types() or 'foreign_key' in existing_constraint_types(relation)) }}
{%- endmacro %}
{% macro may_be_foreign_key_target(relation=none) -%}
    {%- set types = enforced_constraint_types() + existing_constraint_types(relation) -%}
    {{ return('primary_key' in types or 'unique' in types) }}
{%- endmacro %}
{% macro drop_foreign_key_dependents(relation) -%}{{ return([]) }}{%- endmacro %}
{% macro restore_foreign_key_dependents(dropped) -%}{%- endmacro %}
{% macro drop_relation_for_rebuild(relation) -%}
    {%- do adapter.drop_relation(relation) -%}
    {{ return([]) }}
{%- endmacro %}
{% macro duckdb_escape_comment(comment) -%}
    {%- if comment is not string -%}
        {{ exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) }}
    {%- endif -%}
    '{{ comment | replace("'", "''") }}'
{%- endmacro %}
