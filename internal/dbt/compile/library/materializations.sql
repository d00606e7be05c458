{# Materializations for when a project overrides the macros they are made of. Without
   that the engine builds the same natively. #}

{% macro build_anew(kind) %}
    {%- set target_relation = this.incorporate(type=kind) -%}
    {%- set staged = make_intermediate_relation(target_relation) -%}
    {%- set there = load_cached_relation(this) -%}
    {% do drop_relation_if_exists(load_cached_relation(staged)) %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        {{ get_create_view_as_sql(staged, sql) if kind == 'view' else get_create_table_as_sql(False, staged, sql) }}
    {% endcall %}
    {% do drop_relation_if_exists(there) %}
    {% do adapter.rename_relation(staged, target_relation) %}
    {% do create_indexes(target_relation) %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(there)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{% materialization view, default %}{{ return(build_anew('view')) }}{% endmaterialization %}

{% materialization table, default %}{{ return(build_anew('table')) }}{% endmaterialization %}

{% materialization test, default %}
    {% set relations = [] %}
    {% set kept = sql %}
    {% if should_store_failures() %}
        {% set kind = config.get('store_failures_as') or 'table' %}
        {% if kind not in ['table', 'view'] %}
            {{ exceptions.raise_compiler_error("'" ~ kind ~ "' is not a valid value for `store_failures_as`. Accepted values are: ['ephemeral', 'table', 'view']") }}
        {% endif %}
        {% set target_relation = this.incorporate(type=kind) %}
        {% do drop_relation_if_exists(load_cached_relation(this)) %}
        {% call statement(auto_begin=True) %}{{ get_create_sql(target_relation, sql) }}{% endcall %}
        {% do relations.append(target_relation) %}
        {% set kept = 'select * from ' ~ target_relation %}
        {{ adapter.commit() }}
    {% endif %}
    {% call statement('main', fetch_result=True) -%}
        {{ get_test_sql(kept, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), config.get('limit')) }}
    {%- endcall %}
    {{ return({'relations': relations}) }}
{% endmaterialization %}

{% macro can_clone_table() %}{{ return(adapter.dispatch('can_clone_table', 'dbt')()) }}{% endmacro %}
{% macro default__can_clone_table() %}{{ return(False) }}{% endmacro %}
{% macro snowflake__can_clone_table() %}{{ return(True) }}{% endmacro %}
{% macro create_or_replace_clone(this_relation, defer_relation) %}{{ return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) }}{% endmacro %}
{% macro default__create_or_replace_clone(this_relation, defer_relation) %}create or replace table {{ this_relation }} clone {{ defer_relation }}{% endmacro %}

{% macro get_relations() %}{{ return(adapter.dispatch('get_relations', 'dbt')()) }}{% endmacro %}
{% macro default__get_relations() %}{{ exceptions.raise_compiler_error('get_relations is not there for this adapter') }}{% endmacro %}

{% macro validate_sql(sql) -%}{{ return(adapter.dispatch('validate_sql', 'dbt')(sql)) }}{%- endmacro %}
{% macro default__validate_sql(sql) -%}
    {% call statement('validate_sql') -%}explain {{ sql }}{%- endcall %}
    {{ return(load_result('validate_sql')) }}
{%- endmacro %}

{% macro get_show_sql(compiled_code, sql_header, limit) -%}
    {{ sql_header if sql_header }}
    {{ get_limit_subquery_sql(compiled_code, limit) }}
{%- endmacro %}

{% macro generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
    {{ return(adapter.dispatch('generate_latest_version_pointer_alias', 'dbt')(custom_alias_name, node)) }}
{%- endmacro %}
{% macro default__generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
    {{ return((custom_alias_name or node.name) | trim) }}
{%- endmacro %}

{% macro is_core_v2() %}{{ return(False) }}{% endmacro %}

{# What is in the warehouse. #}

{% macro information_schema_name(database) %}{{ return(adapter.dispatch('information_schema_name', 'dbt')(database)) }}{% endmacro %}
{% macro default__information_schema_name(database) -%}
    {{ database ~ '.information_schema' if database else 'information_schema' }}
{%- endmacro %}
{% macro list_schemas(database) -%}{{ return(adapter.dispatch('list_schemas', 'dbt')(database)) }}{%- endmacro %}
{% macro default__list_schemas(database) -%}
    {{ return(run_query("select distinct schema_name from " ~ information_schema_name(database) ~ ".schemata")) }}
{%- endmacro %}
{% macro duckdb__list_schemas(database) -%}
    {{ return(run_query("select distinct schema_name from information_schema.schemata" ~ (" where catalog_name = '" ~ database ~ "'" if database))) }}
{%- endmacro %}
{% macro check_schema_exists(information_schema, schema) -%}{{ return(adapter.dispatch('check_schema_exists', 'dbt')(information_schema, schema)) }}{%- endmacro %}
{% macro default__check_schema_exists(information_schema, schema) -%}
    {{ return(run_query("select count(*) from information_schema.schemata where schema_name = '" ~ schema ~ "'")) }}
{%- endmacro %}
{% macro list_relations_without_caching(schema_relation) %}{{ return(adapter.dispatch('list_relations_without_caching', 'dbt')(schema_relation)) }}{% endmacro %}
{% macro default__list_relations_without_caching(schema_relation) %}
    {{ return(run_query("select table_catalog as database, table_name as name, table_schema as schema, case when table_type = 'VIEW' then 'view' else 'table' end as type from information_schema.tables where table_schema = '" ~ schema_relation.schema ~ "'")) }}
{% endmacro %}
{% macro list_function_relations_without_caching(schema_relation) %}{{ return(adapter.dispatch('list_function_relations_without_caching', 'dbt')(schema_relation)) }}{% endmacro %}
{% macro default__list_function_relations_without_caching(schema_relation) %}
    {{ return(run_query("select database_name as database, function_name as name, schema_name as schema, 'function' as type from duckdb_functions() where schema_name = '" ~ schema_relation.schema ~ "' and function_type in ('macro', 'table_macro') and not internal")) }}
{% endmacro %}
{% macro get_relation_last_modified(information_schema, relations) %}{{ return(adapter.dispatch('get_relation_last_modified', 'dbt')(information_schema, relations)) }}{% endmacro %}
{% macro default__get_relation_last_modified(information_schema, relations) %}
    {{ exceptions.raise_compiler_error('get_relation_last_modified is not there for this adapter') }}
{% endmacro %}

{# How old a source is: the newest time in it, and now. #}

{% macro collect_freshness(source, loaded_at_field, filter) %}{{ return(adapter.dispatch('collect_freshness', 'dbt')(source, loaded_at_field, filter)) }}{% endmacro %}
{% macro default__collect_freshness(source, loaded_at_field, filter) %}
    {% call statement('collect_freshness', fetch_result=True, auto_begin=False) -%}
        select max({{ loaded_at_field }}) as max_loaded_at, {{ current_timestamp() }} as snapshotted_at
        from {{ source }}
        {{ 'where ' ~ filter if filter }}
    {%- endcall %}
    {{ return(load_result('collect_freshness')) }}
{% endmacro %}
{% macro collect_freshness_custom_sql(source, loaded_at_query) %}{{ return(adapter.dispatch('collect_freshness_custom_sql', 'dbt')(source, loaded_at_query)) }}{% endmacro %}
{% macro default__collect_freshness_custom_sql(source, loaded_at_query) %}
    {% call statement('collect_freshness_custom_sql', fetch_result=True, auto_begin=False) -%}
        with found as ({{ loaded_at_query }})
        select (select * from found) as max_loaded_at, {{ current_timestamp() }} as snapshotted_at
    {%- endcall %}
    {{ return(load_result('collect_freshness_custom_sql')) }}
{% endmacro %}

{# Seeds. #}

{% macro get_csv_sql(create_or_truncate_sql, insert_sql) %}{{ return(adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql)) }}{% endmacro %}
{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ create_or_truncate_sql }};
    {{ insert_sql }}
{% endmacro %}
{% macro get_binding_char() -%}{{ adapter.dispatch('get_binding_char', 'dbt')() }}{%- endmacro %}
{% macro default__get_binding_char() %}{{ return('%s') }}{% endmacro %}
{% macro duckdb__get_binding_char() %}{{ return('?') }}{% endmacro %}
{% macro get_batch_size() -%}{{ return(adapter.dispatch('get_batch_size', 'dbt')()) }}{%- endmacro %}
{% macro default__get_batch_size() %}{{ return(10000) }}{% endmacro %}
{% macro get_seed_column_quoted_csv(model, column_names) %}
    {% set quoted = [] %}
    {% for name in column_names %}{% do quoted.append(adapter.quote_seed_column(name, model['config'].get('quote_columns'))) %}{% endfor %}
    {{ return(quoted | join(', ')) }}
{% endmacro %}

{% materialization table, adapter='duckdb' %}{{ return(build_anew('table')) }}{% endmaterialization %}

{# A view with parameters: a table macro of DuckDB. #}
{% materialization table_function, adapter='duckdb' %}
    {%- set parameters = config.get('parameters') or [] -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        create or replace macro {{ this.render() }}({{ parameters if parameters is string or parameters is number else parameters | join(', ') }}) as table (
            {{ sql }}
        )
    {% endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}
