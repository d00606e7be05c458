{# Columns: what a query or a relation has, and what must change for them to agree. #}

{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
    {% do return(adapter.get_column_schema_from_query(get_empty_subquery_sql(select_sql, select_sql_header))) %}
{%- endmacro %}

{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
    {{ return(adapter.dispatch('get_empty_subquery_sql', 'dbt')(select_sql, select_sql_header)) }}
{%- endmacro %}
{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
    {{ select_sql_header if select_sql_header is not none }}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0
{% endmacro %}

{% macro get_empty_schema_sql(columns) -%}{{ return(adapter.dispatch('get_empty_schema_sql', 'dbt')(columns)) }}{%- endmacro %}
{% macro default__get_empty_schema_sql(columns) %}
    {%- set untyped = [] -%}
    {%- for column in columns.values() if not column.get('data_type') -%}
        {%- do untyped.append(column['name']) -%}
    {%- endfor -%}
    {%- if untyped -%}
        {{ exceptions.raise_compiler_error('Contracted models require data_type to be defined for each column. Please ensure that the column name and data_type are defined within the YAML configuration for the ' ~ untyped ~ ' column(s).') }}
    {%- endif -%}
    select
    {% for column in columns.values() %}
        cast(null as {{ column['data_type'] }}) as {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{% macro get_list_of_column_names(columns) -%}
    {{ return(columns | map(attribute='name') | list) }}
{%- endmacro %}

{% macro get_column_names() -%}{{ return(adapter.dispatch('get_column_names', 'dbt')()) }}{%- endmacro %}
{% macro default__get_column_names() -%}
    {%- for column in (model.get('columns') or {}).values() -%}
    {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro get_table_columns_and_constraints() -%}{{ adapter.dispatch('get_table_columns_and_constraints', 'dbt')() }}{%- endmacro %}
{% macro default__get_table_columns_and_constraints() -%}{{ return(table_columns_and_constraints()) }}{%- endmacro %}
{% macro table_columns_and_constraints() -%}
    (
    {%- set parts = adapter.render_raw_columns_constraints(raw_columns=model['columns']) + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
    {{ parts | join(',\n    ') }}
    )
{%- endmacro %}

{% macro get_assert_columns_equivalent(sql) -%}{{ adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql) }}{%- endmacro %}
{% macro default__get_assert_columns_equivalent(sql) -%}{{ return(assert_columns_equivalent(sql)) }}{%- endmacro %}
{% macro assert_columns_equivalent(sql) %}
    {%- set wanted = get_column_schema_from_query(get_empty_schema_sql(model['columns'])) -%}
    {%- set given = get_column_schema_from_query(sql) -%}
    {%- set faults = [] -%}
    {%- for column in diff_columns(given, wanted) -%}{%- do faults.append(column.name ~ ' is missing in contract') -%}{%- endfor -%}
    {%- for column in diff_columns(wanted, given) -%}{%- do faults.append(column.name ~ ' is missing in definition') -%}{%- endfor -%}
    {%- for change in diff_column_data_types(given, wanted) -%}{%- do faults.append(change['column_name'] ~ ' has data type ' ~ change['new_type']) -%}{%- endfor -%}
    {%- if faults -%}
        {{ exceptions.raise_compiler_error('This model has an enforced contract that failed: ' ~ faults | join(', ')) }}
    {%- endif -%}
{% endmacro %}

{% macro format_columns(columns) %}
    {% set out = [] %}
    {% for column in columns %}{% do out.append(default__format_column(column)) %}{% endfor %}
    {{ return(out) }}
{% endmacro %}
{% macro default__format_column(column) -%}
    {{ return({'name': column.column, 'data_type': column.dtype, 'formatted': column.column | lower ~ ' ' ~ column.dtype}) }}
{%- endmacro %}

{% macro get_select_subquery(sql) -%}{{ return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) }}{%- endmacro %}
{% macro default__get_select_subquery(sql) -%}
    select {{ get_column_names() }} from (
        {{ sql }}
    ) as model_subq
{%- endmacro %}

{# What differs between two lists of columns. #}

{% macro diff_columns(source_columns, target_columns) %}
    {% set have = target_columns | map(attribute='name') | map('lower') | list %}
    {% set out = [] %}
    {% for column in source_columns if column.name | lower not in have %}
        {% do out.append(column) %}
    {% endfor %}
    {{ return(out) }}
{% endmacro %}

{% macro diff_column_data_types(source_columns, target_columns) %}{{ return(adapter.dispatch('diff_column_data_types', 'dbt')(source_columns, target_columns)) }}{% endmacro %}
{% macro default__diff_column_data_types(source_columns, target_columns) %}
    {% set out = [] %}
    {% for new in source_columns %}
        {% for old in target_columns if old.name | lower == new.name | lower %}
            {% if new.data_type != old.data_type and not old.can_expand_to(other_column=new) %}
                {% do out.append({'column_name': old.name, 'new_type': new.data_type}) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(out) }}
{% endmacro %}

{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
    {% if on_schema_change in ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] %}
        {{ return(on_schema_change) }}
    {% endif %}
    {% do exceptions.warn('Invalid value for on_schema_change (' ~ on_schema_change ~ ') specified. Setting default value of ' ~ default ~ '.') %}
    {{ return(default) }}
{% endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) %}{{ return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) }}{% endmacro %}
{% macro default__check_for_schema_changes(source_relation, target_relation) %}
    {% set new = adapter.get_columns_in_relation(source_relation) %}
    {% set old = adapter.get_columns_in_relation(target_relation) %}
    {% set added = diff_columns(new, old) %}
    {% set gone = diff_columns(old, new) %}
    {% set retyped = diff_column_data_types(new, old) %}
    {{ return({
        'schema_changed': (added or gone or retyped) | length > 0, 'source_not_in_target': added, 'target_not_in_source': gone,
        'source_columns': new, 'target_columns': old, 'new_target_types': retyped
    }) }}
{% endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}{{ return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) }}{% endmacro %}
{% macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
    {% set added = schema_changes_dict['source_not_in_target'] %}
    {% set gone = schema_changes_dict['target_not_in_source'] if on_schema_change == 'sync_all_columns' else [] %}
    {% if added or gone %}
        {% do alter_relation_add_remove_columns(target_relation, added, gone) %}
    {% endif %}
    {% if on_schema_change == 'sync_all_columns' %}
        {% for change in schema_changes_dict['new_target_types'] %}
            {% do alter_column_type(target_relation, change['column_name'], change['new_type']) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}{{ return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) }}{% endmacro %}
{% macro default__process_schema_changes(on_schema_change, source_relation, target_relation) %}
    {% if on_schema_change == 'ignore' %}
        {{ return({}) }}
    {% endif %}
    {% set changes = check_for_schema_changes(source_relation, target_relation) %}
    {% if changes['schema_changed'] and on_schema_change == 'fail' %}
        {% do exceptions.raise_compiler_error(
            'The source and target schemas on this incremental model are out of sync! Set on_schema_change to append_new_columns or sync_all_columns, or run with --full-refresh. '
            ~ 'New: ' ~ changes['source_not_in_target'] | map(attribute='name') | list
            ~ '; gone: ' ~ changes['target_not_in_source'] | map(attribute='name') | list
            ~ '; of another type: ' ~ changes['new_target_types'] | map(attribute='column_name') | list) %}
    {% elif changes['schema_changed'] %}
        {% do sync_column_schemas(on_schema_change, target_relation, changes) %}
    {% endif %}
    {{ return(changes['source_columns']) }}
{% endmacro %}

{% macro alter_column_type(relation, column_name, new_column_type) -%}{{ return(adapter.dispatch('alter_column_type', 'dbt')(relation, column_name, new_column_type)) }}{%- endmacro %}
{% macro default__alter_column_type(relation, column_name, new_column_type) -%}
    {% call statement('alter_column_type') %}
        alter table {{ relation }} alter column {{ adapter.quote(column_name) }} set data type {{ new_column_type }}
    {% endcall %}
{%- endmacro %}

{% macro alter_relation_add_remove_columns(relation, add_columns=none, remove_columns=none) -%}
    {{ return(adapter.dispatch('alter_relation_add_remove_columns', 'dbt')(relation, add_columns, remove_columns)) }}
{%- endmacro %}
{% macro default__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
    {% for column in add_columns or [] %}
        {% do run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
    {% endfor %}
    {% for column in remove_columns or [] %}
        {% do run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' drop column ' ~ adapter.quote(column.name)) %}
    {% endfor %}
{% endmacro %}

{% macro sql_convert_columns_in_relation(table) -%}
    {% set out = [] %}
    {% for row in table %}{% do out.append(api.Column(*row)) %}{% endfor %}
    {{ return(out) }}
{%- endmacro %}
