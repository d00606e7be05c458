{# Materialized views. DuckDB has none: what is asked of it is an error, as of every
   adapter that does not say how. #}

{% materialization materialized_view, default %}
    {%- set there = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type=this.MaterializedView) -%}
    {%- set staged = make_intermediate_relation(target_relation) -%}
    {%- set backup = make_backup_relation(target_relation, there.type if there is not none else this.MaterializedView) -%}
    {{ materialized_view_setup(backup, staged, pre_hooks) }}
    {%- set build_sql = materialized_view_get_build_sql(there, target_relation, backup, staged) -%}
    {%- if build_sql -%}
        {{ materialized_view_execute_build_sql(build_sql, there, target_relation, post_hooks) }}
    {%- else -%}
        {{ materialized_view_execute_no_op(target_relation) }}
    {%- endif -%}
    {{ materialized_view_teardown(backup, staged, post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) %}
    {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
{% endmacro %}

{% macro materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) %}
    {{ drop_relation_if_exists(backup_relation) }}
    {{ drop_relation_if_exists(intermediate_relation) }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{% endmacro %}

{# What there is to do: nothing as '', else the SQL that creates, replaces, alters or
   refreshes it. #}
{% macro materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) %}
    {%- if existing_relation is none -%}
        {%- do return(get_create_materialized_view_as_sql(target_relation, sql)) -%}
    {%- elif should_full_refresh() or not existing_relation.is_materialized_view -%}
        {%- do return(get_replace_sql(existing_relation, target_relation, sql)) -%}
    {%- endif -%}
    {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
    {%- set on_change = config.get('on_configuration_change') -%}
    {%- set what = 'Configuration changes were identified and `on_configuration_change` was set to `' ~ on_change ~ '` for `' ~ target_relation.render() ~ '`' -%}
    {%- if changes is none -%}
        {%- do return(refresh_materialized_view(target_relation)) -%}
    {%- elif on_change == 'apply' -%}
        {%- do return(get_alter_materialized_view_as_sql(target_relation, changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
    {%- elif on_change == 'continue' -%}
        {%- do exceptions.warn(what) -%}
        {%- do return('') -%}
    {%- elif on_change == 'fail' -%}
        {%- do exceptions.raise_fail_fast_error(what) -%}
    {%- endif -%}
    {%- do exceptions.raise_compiler_error('Unexpected configuration scenario: on_configuration_change is apply, continue or fail') -%}
{% endmacro %}

{% macro materialized_view_execute_no_op(target_relation) %}
    {%- do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') -%}
{% endmacro %}

{% macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}{{ build_sql }}{% endcall %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
{% endmacro %}

{% macro get_create_materialized_view_as_sql(relation, sql) -%}{{ adapter.dispatch('get_create_materialized_view_as_sql', 'dbt')(relation, sql) }}{%- endmacro %}
{% macro default__get_create_materialized_view_as_sql(relation, sql) -%}
    {{ exceptions.raise_compiler_error('`get_create_materialized_view_as_sql` has not been implemented for this adapter.') }}
{%- endmacro %}
{% macro get_replace_materialized_view_sql(relation, sql) -%}{{ adapter.dispatch('get_replace_materialized_view_sql', 'dbt')(relation, sql) }}{%- endmacro %}
{% macro default__get_replace_materialized_view_sql(relation, sql) -%}
    {{ exceptions.raise_compiler_error('`get_replace_materialized_view_sql` has not been implemented for this adapter.') }}
{%- endmacro %}
{% macro get_rename_materialized_view_sql(relation, new_name) -%}{{ adapter.dispatch('get_rename_materialized_view_sql', 'dbt')(relation, new_name) }}{%- endmacro %}
{% macro default__get_rename_materialized_view_sql(relation, new_name) -%}
    {{ exceptions.raise_compiler_error('`get_rename_materialized_view_sql` has not been implemented for this adapter.') }}
{%- endmacro %}
{% macro refresh_materialized_view(relation) -%}{{ adapter.dispatch('refresh_materialized_view', 'dbt')(relation) }}{%- endmacro %}
{% macro default__refresh_materialized_view(relation) -%}
    {{ exceptions.raise_compiler_error('`refresh_materialized_view` has not been implemented for this adapter.') }}
{%- endmacro %}
{% macro drop_materialized_view(relation) -%}{{ adapter.dispatch('drop_materialized_view', 'dbt')(relation) }}{%- endmacro %}
{% macro default__drop_materialized_view(relation) -%}drop materialized view if exists {{ relation.render() }} cascade{%- endmacro %}
{% macro snowflake__drop_materialized_view(relation) -%}drop materialized view if exists {{ relation.render() }}{%- endmacro %}
{% macro get_materialized_view_configuration_changes(existing_relation, new_config) %}{{ return(adapter.dispatch('get_materialized_view_configuration_changes', 'dbt')(existing_relation, new_config)) }}{% endmacro %}
{% macro default__get_materialized_view_configuration_changes(existing_relation, new_config) %}
    {{ exceptions.raise_compiler_error('Materialized views have not been implemented for this adapter.') }}
{% endmacro %}
{% macro get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
    {{ adapter.dispatch('get_alter_materialized_view_as_sql', 'dbt')(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) }}
{%- endmacro %}
{% macro default__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
    {{ exceptions.raise_compiler_error('Materialized views have not been implemented for this adapter.') }}
{%- endmacro %}
