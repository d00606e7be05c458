{# Snapshots: a row for every version that a record was seen in.

   One run is two statements: a temporary table with what changed (dbt_change_type
   says insert, update or delete), and a merge of it. A strategy is a dict:
   unique_key, updated_at, row_changed, scd_id, hard_deletes. #}

{% macro get_snapshot_table_column_names() %}
    {{ return({
        'dbt_valid_to': 'dbt_valid_to', 'dbt_valid_from': 'dbt_valid_from', 'dbt_scd_id': 'dbt_scd_id',
        'dbt_updated_at': 'dbt_updated_at', 'dbt_is_deleted': 'dbt_is_deleted'
    }) }}
{% endmacro %}

{# The names of the snapshot's own columns in this node: config over defaults. #}
{% macro snapshot_column_names() %}
    {% set names = get_snapshot_table_column_names() %}
    {% for key, name in (config.get('snapshot_meta_column_names') or {}).items() if name %}
        {% do names.update({key: name}) %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}

{% macro get_dbt_valid_to_current(strategy, columns) %}
    {%- set open_end = config.get('dbt_valid_to_current') or 'null' -%}
    coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ open_end }}) as {{ columns.dbt_valid_to }}
{% endmacro %}

{% macro snapshot_string_as_time(timestamp) -%}{{ adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp) }}{%- endmacro %}
{% macro default__snapshot_string_as_time(timestamp) -%}'{{ timestamp }}'::timestamp{%- endmacro %}

{% macro get_snapshot_get_time_data_type() %}
    {% set found = get_column_schema_from_query('select ' ~ snapshot_get_time() ~ ' as dbt_time') %}
    {{ return(found[0].dtype) }}
{% endmacro %}

{% macro get_updated_at_column_data_type(snapshot_sql) %}
    {% set found = get_column_schema_from_query(snapshot_sql) %}
    {% for column in found if column.name | lower == (config.get('updated_at') or '') | lower %}
        {{ return(column.dtype) }}
    {% endfor %}
{% endmacro %}

{% macro check_time_data_types(sql) %}
    {% set mine = get_updated_at_column_data_type(sql) %}
    {% set clock = get_snapshot_get_time_data_type() %}
    {% if mine is not none and mine != clock %}
        {{ exceptions.warn('Data type of snapshot table timestamp columns (' ~ clock ~ ") doesn't match derived column 'updated_at' (" ~ mine ~ ')') }}
    {% endif %}
{% endmacro %}

{# Keys: one expression, or a list of them. #}

{% macro unique_key_fields(unique_key) %}
    {% if unique_key | is_list %}
        {% for key in unique_key %}
            , {{ key }} as dbt_unique_key_{{ loop.index }}
        {% endfor %}
    {% else %}
        , {{ unique_key }} as dbt_unique_key
    {% endif %}
{% endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) %}
    {% if unique_key | is_list %}
        {% for key in unique_key %}
            {{ 'and ' if not loop.first }}{{ identifier }}.dbt_unique_key_{{ loop.index }} = {{ from_identifier }}.dbt_unique_key_{{ loop.index }}
        {% endfor %}
    {% else %}
        {{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
    {% endif %}
{% endmacro %}

{% macro unique_key_is_null(unique_key, identifier) %}
    {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is null
{% endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) %}
    {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is not null
{% endmacro %}

{# Strategies. #}

{% macro strategy_dispatch(name) -%}
    {% set package, bare = none, name %}
    {% if '.' in name %}
        {% set package, bare = name.split('.', 1) %}
    {% endif %}
    {% set wanted = 'snapshot_' ~ bare ~ '_strategy' %}
    {% set space = context if package is none else context.get(package) %}
    {% if space is none %}
        {% do exceptions.raise_compiler_error("Could not find package '" ~ package ~ "', called by strategy '" ~ name ~ "'") %}
    {% endif %}
    {% set found = space[wanted] if wanted in space else none %}
    {% if not found %}
        {% do exceptions.raise_compiler_error("The specified strategy macro '" ~ wanted ~ "' was not found in package '" ~ (package or project_name) ~ "'") %}
    {% endif %}
    {{ return(found) }}
{%- endmacro %}

{% macro snapshot_hash_arguments(args) -%}{{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}{%- endmacro %}
{% macro default__snapshot_hash_arguments(args) -%}
    md5({% for arg in args %}{{ " || '|' || " if not loop.first }}coalesce(cast({{ arg }} as varchar), ''){% endfor %})
{%- endmacro %}

{% macro snapshot_strategy_result(model_config, updated_at, row_changed) %}
    {% set unique_key = model_config.get('unique_key') %}
    {% set hard_deletes = adapter.get_hard_deletes_behavior(model_config) %}
    {{ return({
        'unique_key': unique_key, 'updated_at': updated_at, 'row_changed': row_changed,
        'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
        'invalidate_hard_deletes': hard_deletes == 'invalidate', 'hard_deletes': hard_deletes
    }) }}
{% endmacro %}

{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
    {% set updated_at = model_config.get('updated_at') %}
    {% set names = snapshot_column_names() %}
    {# Not when it was last seen to change but since when it is valid: the column keeps
       its meaning when a snapshot goes from one strategy to the other. #}
    {% set row_changed %}({{ snapshotted_rel }}.{{ names.dbt_valid_from }} < {{ current_rel }}.{{ updated_at }}){% endset %}
    {{ return(snapshot_strategy_result(model_config, updated_at, row_changed)) }}
{% endmacro %}

{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
    {% set sql = node['compiled_code'] %}
    {% if check_cols_config != 'all' %}
        {# Asked for by name, so that one that is not there is an error of the first run. #}
        {% set sql = 'select ' ~ check_cols_config | join(', ') ~ ' from (' ~ sql ~ ') as dbt_checked' %}
    {% endif %}
    {% set wanted = get_columns_in_query(sql) %}
    {% if not target_exists %}
        {{ return((false, wanted)) }}
    {% endif %}
    {% set have = [] %}
    {% for column in adapter.get_columns_in_relation(load_relation(this)) %}
        {% do have.append(adapter.quote(column.name) | lower) %}
    {% endfor %}
    {% set found = namespace(added=false, columns=[]) %}
    {% for name in wanted %}
        {% if adapter.quote(name) | lower in have %}
            {% do found.columns.append(adapter.quote(name)) %}
        {% else %}
            {% set found.added = true %}
        {% endif %}
    {% endfor %}
    {{ return((found.added, found.columns)) }}
{%- endmacro %}

{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
    {% set check_cols = model_config.get('check_cols') %}
    {% set updated_at = model_config.get('updated_at') or snapshot_get_time() %}
    {% if check_cols is none %}
        {% do exceptions.raise_compiler_error("A snapshot with strategy 'check' needs the config 'check_cols'") %}
    {% endif %}
    {% set added, columns = snapshot_check_all_get_existing_columns(node, target_exists, check_cols) %}
    {%- set row_changed -%}
    (
        {%- if added -%}true{%- endif -%}
        {%- for column in columns if not added -%}
        {{ ' or ' if not loop.first }}{{ snapshotted_rel }}.{{ column }} is distinct from {{ current_rel }}.{{ column }}
        {%- else -%}
        {{ 'false' if not added }}
        {%- endfor -%}
    )
    {%- endset %}
    {{ return(snapshot_strategy_result(model_config, updated_at, row_changed)) }}
{% endmacro %}

{# The two statements. #}

{% macro create_columns(relation, columns) %}{{ adapter.dispatch('create_columns', 'dbt')(relation, columns) }}{% endmacro %}
{% macro default__create_columns(relation, columns) %}
    {% for column in columns %}
        {% call statement() %}
            alter table {{ relation }} add column {{ adapter.quote(column.name) }} {{ column.data_type }}
        {% endcall %}
    {% endfor %}
{% endmacro %}

{% macro build_snapshot_table(strategy, sql) -%}{{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}{%- endmacro %}
{% macro default__build_snapshot_table(strategy, sql) %}
    {% set names = snapshot_column_names() %}
    select *,
        {{ strategy.scd_id }} as {{ names.dbt_scd_id }},
        {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
        {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
        {{ get_dbt_valid_to_current(strategy, names) }}
        {%- if strategy.hard_deletes == 'new_record' %},
        'False' as {{ names.dbt_is_deleted }}
        {%- endif %}
    from ({{ sql }}) as sbq
{% endmacro %}

{# Is this version of a record the one that holds now? #}
{% macro snapshot_is_open(names, alias) -%}
    {%- set end = config.get('dbt_valid_to_current') -%}
    {%- set column = alias ~ '.' ~ names.dbt_valid_to -%}
    {%- if end -%}({{ column }} = {{ end }} or {{ column }} is null){%- else -%}{{ column }} is null{%- endif -%}
{%- endmacro %}

{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
    {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro %}
{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
    {%- set names = snapshot_column_names() -%}
    {%- set marks = strategy.hard_deletes == 'new_record' -%}
    {%- set sees_deletes = strategy.hard_deletes in ['invalidate', 'new_record'] -%}
    with snapshot_query as (

        {{ source_sql }}

    ),

    snapshotted_data as (

        select * {{ unique_key_fields(strategy.unique_key) }}
        from {{ target_relation }} as kept
        where {{ snapshot_is_open(names, 'kept') }}

    ),

    source_data as (

        select *
            {{ unique_key_fields(strategy.unique_key) }},
            {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
            {{ get_dbt_valid_to_current(strategy, names) }},
            {{ strategy.scd_id }} as {{ names.dbt_scd_id }}
        from snapshot_query

    ),

    insertions as (

        select 'insert' as dbt_change_type, source_data.*
            {%- if marks %}, 'False' as {{ names.dbt_is_deleted }}{% endif %}
        from source_data
        left join snapshotted_data on {{ unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') }}
        where {{ unique_key_is_null(strategy.unique_key, 'snapshotted_data') }}
            or {{ strategy.row_changed }}
            {%- if marks %} or snapshotted_data.{{ names.dbt_is_deleted }} = 'True'{% endif %}

    ),

    updates as (

        select 'update' as dbt_change_type,
            source_data.* exclude ({{ names.dbt_valid_to }}, {{ names.dbt_scd_id }}),
            source_data.{{ names.dbt_valid_from }} as {{ names.dbt_valid_to }},
            snapshotted_data.{{ names.dbt_scd_id }} as {{ names.dbt_scd_id }}
            {%- if marks %}, snapshotted_data.{{ names.dbt_is_deleted }}{% endif %}
        from source_data
        join snapshotted_data on {{ unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') }}
        where {{ strategy.row_changed }}
            {%- if marks %} or snapshotted_data.{{ names.dbt_is_deleted }} = 'True'{% endif %}

    )

    {%- if sees_deletes %},

    gone as (

        select snapshotted_data.*
        from snapshotted_data
        left join source_data on {{ unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') }}
        where {{ unique_key_is_null(strategy.unique_key, 'source_data') }}
            {%- if marks %} and snapshotted_data.{{ names.dbt_is_deleted }} is distinct from 'True'{% endif %}

    ),

    deletes as (

        select 'delete' as dbt_change_type,
            gone.* replace (
                {{ snapshot_get_time() }} as {{ names.dbt_valid_from }},
                {{ snapshot_get_time() }} as {{ names.dbt_updated_at }},
                {{ snapshot_get_time() }} as {{ names.dbt_valid_to }}
            )
        from gone

    )
    {%- endif %}
    {%- if marks %},

    deletion_records as (

        select 'insert' as dbt_change_type,
            gone.* replace (
                {{ snapshot_get_time() }} as {{ names.dbt_valid_from }},
                {{ snapshot_get_time() }} as {{ names.dbt_updated_at }},
                {{ config.get('dbt_valid_to_current') or 'null' }} as {{ names.dbt_valid_to }},
                {{ snapshot_hash_arguments([names.dbt_scd_id, snapshot_get_time()]) }} as {{ names.dbt_scd_id }},
                'True' as {{ names.dbt_is_deleted }}
            )
        from gone

    )
    {%- endif %}

    select * from insertions
    union all by name
    select * from updates
    {%- if sees_deletes %}
    union all by name
    select * from deletes
    {%- endif %}
    {%- if marks %}
    union all by name
    select * from deletion_records
    {%- endif %}
{%- endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
    {% set staging = api.Relation.create(identifier=target_relation.identifier ~ '__dbt_tmp', type='table') %}
    {% do run_query('drop table if exists ' ~ staging) %}
    {% call statement('build_snapshot_staging_relation') %}
        {{ create_table_as(True, staging, snapshot_staging_table(strategy, sql, target_relation)) }}
    {% endcall %}
    {% do return(staging) %}
{% endmacro %}

{% macro snapshot_merge_sql(target, source, insert_cols) -%}
    {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro %}
{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set names = snapshot_column_names() -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ names.dbt_scd_id }}
    when matched
        and {{ snapshot_is_open(names, 'DBT_INTERNAL_DEST') }}
        and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
        then update set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
    when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
        then insert ({{ insert_cols | join(', ') }})
        values ({{ insert_cols | join(', ') }})
{%- endmacro %}
{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set names = snapshot_column_names() -%}
    update {{ target }} as DBT_INTERNAL_TARGET
    set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_TARGET.{{ names.dbt_scd_id }}
        and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
        and {{ snapshot_is_open(names, 'DBT_INTERNAL_TARGET') }};

    insert into {{ target }} ({{ insert_cols | join(', ') }})
    select {{ insert_cols | join(', ') }}
    from {{ source }}
    where dbt_change_type = 'insert'
{%- endmacro %}

{% macro post_snapshot(staging_relation) %}{{ adapter.dispatch('post_snapshot', 'dbt')(staging_relation) }}{% endmacro %}
{% macro default__post_snapshot(staging_relation) %}{% endmacro %}
{% macro duckdb__post_snapshot(staging_relation) %}{% do drop_relation_if_exists(staging_relation) %}{% endmacro %}

{% macro snapshot_own_columns(strategy) %}
    {% set own = ['dbt_change_type', 'dbt_unique_key'] %}
    {% if strategy.unique_key | is_list %}
        {% for key in strategy.unique_key %}{% do own.append('dbt_unique_key_' ~ loop.index) %}{% endfor %}
    {% endif %}
    {{ return(own) }}
{% endmacro %}

{% materialization snapshot, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set there = load_cached_relation(this) -%}
    {%- set names = snapshot_column_names() -%}
    {% if there is not none and there.type != 'table' %}
        {% do exceptions.raise_compiler_error("A snapshot is a table, and '" ~ there ~ "' is a " ~ there.type) %}
    {% endif %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% set strategy_macro = strategy_dispatch(config.get('strategy')) %}
    {% set strategy = strategy_macro(model, 'snapshotted_data', 'source_data', model['config'], there is not none) %}
    {% if there is none %}
        {% call statement('main') %}
            {{ create_table_as(False, target_relation, build_snapshot_table(strategy, model['compiled_code'])) }}
        {% endcall %}
    {% else %}
        {% do adapter.assert_valid_snapshot_target_given_strategy(there, names, strategy) %}
        {% set staging = build_snapshot_staging_table(strategy, model['compiled_code'], target_relation) %}
        {% set own = snapshot_own_columns(strategy) %}
        {% set added = [] %}
        {% for column in adapter.get_missing_columns(staging, target_relation) if column.name | lower not in own %}
            {% do added.append(column) %}
        {% endfor %}
        {% do create_columns(target_relation, added) %}
        {% set insert_cols = [] %}
        {% for column in adapter.get_columns_in_relation(staging) if column.name | lower not in own %}
            {% do insert_cols.append(adapter.quote(column.name)) %}
        {% endfor %}
        {% call statement('main') %}
            {{ snapshot_merge_sql(target_relation, staging, insert_cols) }}
        {% endcall %}
    {% endif %}

    {% set grants = config.get('grants') %}
    {% do apply_grants(target_relation, grants, should_revoke=should_revoke(there, full_refresh_mode=False)) %}
    {% do persist_docs(target_relation, model) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {% if staging is defined %}{% do post_snapshot(staging) %}{% endif %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
