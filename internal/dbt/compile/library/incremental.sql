{# Incremental strategies: each gives the SQL that brings the rows of temp_relation
   into target_relation. arg_dict holds target_relation, temp_relation, unique_key,
   dest_columns and incremental_predicates; a project adds a strategy by a macro
   get_incremental_<name>_sql(arg_dict). #}

{% macro get_insert_into_sql(target_relation, temp_relation, dest_columns) %}
    {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    insert into {{ target_relation }} ({{ names }})
    (
        select {{ names }}
        from {{ temp_relation }}
    )
{% endmacro %}

{% macro get_incremental_append_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_append_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_append_sql(arg_dict) %}
    {% do return(get_insert_into_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns'])) %}
{% endmacro %}

{% macro get_incremental_delete_insert_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_delete_insert_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_delete_insert_sql(arg_dict) %}
    {% do return(get_delete_insert_merge_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) %}
{% endmacro %}

{% macro get_incremental_merge_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_merge_sql(arg_dict) %}
    {% do return(get_merge_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) %}
{% endmacro %}

{% macro get_incremental_insert_overwrite_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_insert_overwrite_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_insert_overwrite_sql(arg_dict) %}
    {% do return(get_insert_overwrite_merge_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) %}
{% endmacro %}

{% macro get_incremental_default_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_default_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_default_sql(arg_dict) %}{% do return(get_incremental_append_sql(arg_dict)) %}{% endmacro %}
{% macro duckdb__get_incremental_default_sql(arg_dict) %}
    {% do return(get_incremental_delete_insert_sql(arg_dict) if arg_dict['unique_key'] else get_incremental_append_sql(arg_dict)) %}
{% endmacro %}

{% macro get_incremental_microbatch_sql(arg_dict) %}{{ return(adapter.dispatch('get_incremental_microbatch_sql', 'dbt')(arg_dict)) }}{% endmacro %}
{% macro default__get_incremental_microbatch_sql(arg_dict) %}
    {{ exceptions.raise_compiler_error("The incremental strategy 'microbatch' is not there for this adapter") }}
{% endmacro %}
{# The rows of the batch's own span are replaced. #}
{% macro duckdb__get_incremental_microbatch_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set when = model.config.event_time -%}
    {%- set batch = model.get('batch') or {} -%}
    {%- if not when or not batch.get('event_time_start') or not batch.get('event_time_end') -%}
        {{ exceptions.raise_compiler_error("The incremental strategy 'microbatch' needs the config event_time and runs batch by batch") }}
    {%- endif -%}
    {%- if arg_dict.get('unique_key') -%}
        {{ exceptions.raise_compiler_error("The incremental strategy 'microbatch' replaces spans of time and heeds no unique_key: leave it out, or use incremental_strategy='merge'") }}
    {%- endif -%}
    {%- set bounds = [when ~ " >= '" ~ batch.event_time_start ~ "'", when ~ " < '" ~ batch.event_time_end ~ "'"] -%}
    {%- for predicate in arg_dict.get('incremental_predicates') or [] -%}{%- do bounds.append('(' ~ predicate ~ ')') -%}{%- endfor -%}
    delete from {{ target }} as DBT_INTERNAL_TARGET
    where {{ bounds | join('\n        and ') }};

    {{ get_insert_into_sql(target, arg_dict['temp_relation'], arg_dict['dest_columns']) }}
{% endmacro %}

{% macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {{ adapter.dispatch('get_delete_insert_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates) }}
{%- endmacro %}
{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    {%- if keys -%}
    delete from {{ target }} as DBT_INCREMENTAL_TARGET
    using {{ source }} as DBT_INCREMENTAL_SOURCE
    where {% for key in keys -%}
        {{ ' and ' if not loop.first }}DBT_INCREMENTAL_SOURCE.{{ key }} = DBT_INCREMENTAL_TARGET.{{ key }}
        {%- endfor -%}
        {%- for predicate in incremental_predicates or [] %}
        and ({{ predicate }})
        {%- endfor -%};
    {%- endif %}

    {{ get_insert_into_sql(target, source, dest_columns) }}
{%- endmacro %}

{% macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {%- set keys = ([unique_key] if unique_key is string else unique_key or []) | join(', ') -%}
    {%- if keys -%}
    delete from {{ target }} as DBT_INTERNAL_DEST
    where ({{ keys }}) in (
        select distinct {{ keys }}
        from {{ source }} as DBT_INTERNAL_SOURCE
    )
        {%- for predicate in incremental_predicates or [] %}
        and {{ predicate }}
        {%- endfor -%};
    {%- endif %}

    {{ get_insert_into_sql(target, source, dest_columns) }}
{%- endmacro %}

{% macro get_merge_unique_key_match(source_unique_key, target_unique_key) -%}{{ adapter.dispatch('get_merge_unique_key_match', 'dbt')(source_unique_key, target_unique_key) }}{%- endmacro %}
{% macro default__get_merge_unique_key_match(source_unique_key, target_unique_key) -%}
    {{ source_unique_key }} = {{ target_unique_key }}
{%- endmacro %}

{% macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {{ adapter.dispatch('get_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates) }}
{%- endmacro %}
{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    {%- set names = dest_columns | map(attribute='quoted') | list -%}
    {%- set update = get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
    {%- set conditions = [] -%}
    {%- for predicate in incremental_predicates or [] -%}{%- do conditions.append(predicate) -%}{%- endfor -%}
    {%- for key in keys or [] -%}
        {%- do conditions.append(get_merge_unique_key_match('DBT_INTERNAL_SOURCE.' ~ key, 'DBT_INTERNAL_DEST.' ~ key)) -%}
    {%- endfor -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on {{ '(' ~ conditions | join(') and (') ~ ')' if keys else 'false' }}
    {%- if keys and update %}
    when matched then update set
        {% for name in update -%}
        {{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ', ' if not loop.last }}
        {%- endfor %}
    {%- endif %}
    when not matched then insert ({{ names | join(', ') }})
        values ({{ names | join(', ') }})
{%- endmacro %}

{% macro get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header=false) -%}
    {{ adapter.dispatch('get_insert_overwrite_merge_sql', 'dbt')(target, source, dest_columns, predicates, include_sql_header) }}
{%- endmacro %}
{% macro default__get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header) -%}
    {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on false
    when not matched by source{% for predicate in predicates or [] %} and {{ predicate }}{% endfor %} then delete
    when not matched then insert ({{ names }}) values ({{ names }})
{%- endmacro %}

{# Used when a project overrides what a table is created by. #}
{% macro build_increment() -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set there = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if there is none or there.type != 'table' or should_full_refresh() %}
        {% do drop_relation_if_exists(there) %}
        {% call statement('main') %}{{ get_create_table_as_sql(False, target_relation, sql) }}{% endcall %}
    {% else %}
        {% set staged = api.Relation.create(identifier=this.identifier ~ '__dbt_tmp', type='table') %}
        {% do run_query('drop table if exists ' ~ staged) %}
        {% call statement('staged') %}{{ create_table_as(True, staged, sql) }}{% endcall %}
        {% set mode = incremental_validate_on_schema_change(config.get('on_schema_change')) %}
        {% set dest_columns = process_schema_changes(mode, staged, there) or adapter.get_columns_in_relation(there) %}
        {% set strategy = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') %}
        {% call statement('main') %}
            {{ strategy({
                'target_relation': target_relation, 'temp_relation': staged, 'unique_key': config.get('unique_key'), 'dest_columns': dest_columns,
                'incremental_predicates': config.get('predicates') or config.get('incremental_predicates')
            }) }}
        {% endcall %}
        {% do run_query('drop table if exists ' ~ staged) %}
    {% endif %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(there)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{%- endmacro %}

{% materialization incremental, default %}{{ return(build_increment()) }}{% endmaterialization %}
{% materialization incremental, adapter='duckdb' %}{{ return(build_increment()) }}{% endmaterialization %}
