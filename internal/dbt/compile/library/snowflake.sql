{# What Snowflake writes another way than the defaults. #}

{% macro snowflake__current_timestamp() -%}convert_timezone('UTC', current_timestamp()){%- endmacro %}
{% macro snowflake__snapshot_get_time() -%}to_timestamp_ntz({{ current_timestamp() }}){%- endmacro %}
{% macro snowflake__snapshot_string_as_time(timestamp) -%}{{ return("to_timestamp_ntz('" ~ timestamp ~ "')") }}{%- endmacro %}
{% macro snowflake__current_timestamp_backcompat() -%}current_timestamp::timestamp_ntz{%- endmacro %}
{% macro snowflake__current_timestamp_in_utc_backcompat() -%}convert_timezone('UTC', {{ current_timestamp_backcompat() }})::{{ type_timestamp() }}{%- endmacro %}

{% macro snowflake__safe_cast(field, type) -%}
    {#- try_cast takes text only; geography and geometry have functions of their own -#}
    {%- if type | upper == 'GEOMETRY' -%}
    try_to_geometry({{ field }})
    {%- elif type | upper == 'GEOGRAPHY' -%}
    try_to_geography({{ field }})
    {%- elif type | upper != 'VARIANT' -%}
    try_cast({{ field }} as {{ type }})
    {%- else -%}
    cast({{ field }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__bool_or(expression) -%}boolor_agg({{ expression }}){%- endmacro %}
{% macro snowflake__right(string_text, length_expression) -%}
    case when {{ length_expression }} = 0 then '' else right({{ string_text }}, {{ length_expression }}) end
{%- endmacro %}
{% macro snowflake__escape_single_quotes(expression) -%}{{ expression | replace("'", "\\'") }}{%- endmacro %}
{% macro snowflake__array_construct(inputs, data_type) -%}array_construct({{ inputs | join(' , ') }}){%- endmacro %}
{% macro snowflake__array_concat(array_1, array_2) -%}array_cat({{ array_1 }}, {{ array_2 }}){%- endmacro %}

{% macro snowflake__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    {%- if limit_num -%}
    array_to_string(array_slice(array_agg({{ measure }}) {{ 'within group (' ~ order_by_clause ~ ')' if order_by_clause }}, 0, {{ limit_num }}), {{ delimiter_text }})
    {%- else -%}
    listagg({{ measure }}, {{ delimiter_text }}) {{ 'within group (' ~ order_by_clause ~ ')' if order_by_clause }}
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__get_show_grant_sql(relation) %}show grants on {{ relation }}{% endmacro %}
{% macro snowflake__get_revoke_sql(relation, privilege, grantees) %}revoke {{ privilege }} on {{ relation }} from {{ adapter.quote(grantees[0]) }}{% endmacro %}
{% macro snowflake__copy_grants() %}{{ return(config.get('copy_grants', False)) }}{% endmacro %}
{% macro snowflake__support_multiple_grantees_per_dcl_statement() %}{{ return(False) }}{% endmacro %}
{% macro snowflake__get_rename_table_sql(relation, new_name) -%}alter table {{ relation }} rename to {{ new_name }}{%- endmacro %}
{% macro snowflake__get_rename_view_sql(relation, new_name) -%}alter view {{ relation }} rename to {{ new_name }}{%- endmacro %}

{# A statement that changes rows is a transaction of its own: autocommit is off. #}
{% macro snowflake_dml_explicit_transaction(dml) %}
    {%- set text -%}
    begin;
    {{ dml }};
    commit;
    {%- endset -%}
    {{ return(text) }}
{% endmacro %}

{# A merge on what is never true is refused: without a key the rows are inserted. #}
{% macro snowflake__get_merge_sql(target, source_sql, unique_key, dest_columns, incremental_predicates=none) -%}
    {%- set dml = get_insert_into_sql(target, source_sql, dest_columns) if unique_key is none else default__get_merge_sql(target, source_sql, unique_key, dest_columns, incremental_predicates) -%}
    {{ return(snowflake_dml_explicit_transaction(dml | trim)) }}
{%- endmacro %}
{% macro snowflake__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {{ return(snowflake_dml_explicit_transaction(default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) | trim)) }}
{%- endmacro %}
{% macro snowflake__get_incremental_append_sql(arg_dict) %}{{ return(snowflake_dml_explicit_transaction(default__get_incremental_append_sql(arg_dict) | trim)) }}{% endmacro %}
{% macro snowflake__snapshot_merge_sql(target, source, insert_cols) -%}
    {{ return(snowflake_dml_explicit_transaction(default__snapshot_merge_sql(target, source, insert_cols) | trim)) }}
{%- endmacro %}

{# Snowflake's overwrite empties the whole table. #}
{% macro snowflake__get_incremental_insert_overwrite_sql(arg_dict) %}
    {%- set columns = (config.get('overwrite_columns') or []) | join(', ') -%}
    {{ return(snowflake_dml_explicit_transaction(
        'insert overwrite into ' ~ arg_dict['target_relation'].render() ~ (' (' ~ columns ~ ')' if columns) ~ '\n    select ' ~ (columns or '*') ~ '\n    from ' ~ arg_dict['temp_relation'].render()
    )) }}
{% endmacro %}

{% macro snowflake__get_incremental_microbatch_sql(arg_dict) %}
    {%- set bounds = (arg_dict.get('incremental_predicates') or []) | list -%}
    {%- set batch = model.get('batch') or {} -%}
    {%- if batch.get('event_time_start') -%}{%- do bounds.append('DBT_INTERNAL_TARGET.' ~ model.config.event_time ~ " >= to_timestamp_tz('" ~ batch.event_time_start ~ "')") -%}{%- endif -%}
    {%- if batch.get('event_time_end') -%}{%- do bounds.append('DBT_INTERNAL_TARGET.' ~ model.config.event_time ~ " < to_timestamp_tz('" ~ batch.event_time_end ~ "')") -%}{%- endif -%}
    delete from {{ arg_dict['target_relation'] }} DBT_INTERNAL_TARGET
    where (
        {{ bounds | join('\n        and ') }}
    );
    {{ get_insert_into_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns']) }}
{% endmacro %}

{% macro snowflake__create_view_as(relation, sql) -%}
    {{ config.get('sql_header') or '' }}
    create or replace {{ 'secure ' if config.get('secure') }}view {{ relation }}
    {%- if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
    {{ 'copy grants' if snowflake__copy_grants() }} as (
        {{ sql }}
    )
{%- endmacro %}

{% macro snowflake__create_table_as(temporary, relation, sql) -%}
    {%- set cluster = config.get('cluster_by') -%}
    {%- set cluster = cluster if cluster is string else (cluster or []) | join(', ') -%}
    {{ config.get('sql_header') or '' }}
    create or replace {{ 'temporary ' if temporary else 'transient ' if config.get('transient', true) }}table {{ relation }}
    {%- if config.get('contract').enforced and not temporary %}
        {{ get_assert_columns_equivalent(sql) }}
        {{ get_table_columns_and_constraints() }}
        {%- set sql = get_select_subquery(sql) %}
    {%- endif %}
    {{ 'copy grants' if snowflake__copy_grants() and not temporary }} as (
        {%- if cluster and not temporary %}
        select * from (
            {{ sql }}
        ) order by ({{ cluster }})
        {%- else %}
        {{ sql }}
        {%- endif %}
    )
    {%- if cluster and not temporary %};
    alter table {{ relation }} cluster by ({{ cluster }})
    {%- endif %}
    {%- if cluster and config.get('automatic_clustering') and not temporary %};
    alter table {{ relation }} resume recluster
    {%- endif %}
{%- endmacro %}
{% macro snowflake__get_incremental_default_sql(arg_dict) %}{{ return(get_incremental_merge_sql(arg_dict)) }}{% endmacro %}
{% macro snowflake__alter_relation_comment(relation, relation_comment) -%}
    comment on {{ relation.type or 'table' }} {{ relation }} is $${{ relation_comment | replace('$', '[$]') }}$$
{%- endmacro %}
