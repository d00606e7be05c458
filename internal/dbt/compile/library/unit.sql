{# Unit tests: rows of the inputs, rows that are expected, and both results in one answer. #}

{% macro get_fixture_sql(rows, column_name_to_data_types, column_name_to_quoted=none) %}
    {%- set types, quoted = {}, {} -%}
    {%- if column_name_to_data_types -%}
        {%- do types.update(column_name_to_data_types) -%}
        {%- do quoted.update(column_name_to_quoted or {}) -%}
    {%- else -%}
        {%- for column in adapter.get_columns_in_relation(this) -%}
            {%- do types.update({column.name | lower: column.data_type}) -%}
            {%- do quoted.update({column.name | lower: column.quoted}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not types -%}
        {{ exceptions.raise_compiler_error("The columns of '" ~ model.name ~ "' are not known, as " ~ this ~ ' is not there: give a row, or describe its columns with data_type') }}
    {%- endif -%}
    {{ validate_fixture_rows(rows, none) -}}
-- Fixture for {{ model.name }}
    {% for row in rows or [{}] -%}
    {%- set given = format_row(row, types) -%}
select
    {%- for name, type in types.items() %}
    {{ given[name] if name in given else safe_cast('null', type) | trim }} as {{ quoted.get(name, name) }}{{ ', ' if not loop.last }}
    {%- endfor %}
    {%- if not loop.last %}
union all
{% endif %}
    {%- endfor %}
    {%- if not rows %}
limit 0
    {%- endif %}
{% endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {%- for row in rows -%}
select
        {%- for name, value in format_row(row, column_name_to_data_types).items() %} {{ value }} as {{ column_name_to_quoted[name] }}{{ ', ' if not loop.last }}{% endfor %}
        {%- if not loop.last %}
union all
{% endif %}
    {%- else -%}
select * from dbt_internal_unit_test_actual
limit 0
    {%- endfor -%}
{% endmacro %}

{# A row's values as SQL, by the lower-case names of its columns. #}
{% macro format_row(row, column_name_to_data_types) -%}
    {%- set out = {} -%}
    {%- for name, value in row.items() -%}
        {%- set key = name | lower -%}
        {%- if key not in column_name_to_data_types -%}
            {%- set whose = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
            {{ exceptions.raise_compiler_error("Invalid column name: '" ~ key ~ "' in unit test fixture for " ~ whose ~ '.\nAccepted columns for ' ~ whose ~ ' are: ' ~ (column_name_to_data_types.keys() | list)) }}
        {%- endif -%}
        {%- set type = column_name_to_data_types[key] -%}
        {%- if value is string -%}
            {# A text is not cut to the length of the column. #}
            {%- set type = type.split('(')[0] if 'varying' in type else type -%}
            {%- set value = string_literal(escape_single_quotes(value)) -%}
        {%- elif value is none -%}
            {%- set value = 'null' -%}
        {%- endif -%}
        {%- do out.update({key: safe_cast(value, type)}) -%}
    {%- endfor -%}
    {{ return(out) }}
{%- endmacro %}

{% macro validate_fixture_rows(rows, row_number) -%}{{ return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) }}{%- endmacro %}
{% macro default__validate_fixture_rows(rows, row_number) -%}{%- endmacro %}

{% macro get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {{ adapter.dispatch('get_unit_test_sql', 'dbt')(main_sql, expected_fixture_sql, expected_column_names) }}
{%- endmacro %}
{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {%- set names = expected_column_names | join(', ') -%}
with dbt_internal_unit_test_actual as (
    select {{ names }}, 'actual' as {{ adapter.quote('actual_or_expected') }}
    from (
{{ main_sql }}
    ) _dbt_internal_unit_test_actual
),
dbt_internal_unit_test_expected as (
    select {{ names }}, 'expected' as {{ adapter.quote('actual_or_expected') }}
    from (
{{ expected_fixture_sql }}
    ) _dbt_internal_unit_test_expected
)
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected
{%- endmacro %}
