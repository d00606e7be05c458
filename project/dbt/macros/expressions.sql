{# Expressions of this project; those that differ by warehouse are dispatched. #}

{# The day that the run calls today. #}
{% macro as_of_date() -%}
    cast('{{ var("as_of") or run_started_at.strftime("%Y-%m-%d") }}' as date)
{%- endmacro %}

{# A day so many days from today, computed here so that warehouses need no arithmetic. #}
{% macro as_of_plus(days) -%}
    {%- set today = modules.datetime.datetime.strptime(var("as_of") or run_started_at.strftime("%Y-%m-%d"), "%Y-%m-%d") -%}
    cast('{{ (today + modules.datetime.timedelta(days=days)).strftime("%Y-%m-%d") }}' as date)
{%- endmacro %}

{% macro scv_trimmed(column) -%} nullif(trim(cast({{ column }} as varchar)), '') {%- endmacro %}
{% macro scv_date(column) -%} cast({{ column }} as date) {%- endmacro %}
{% macro scv_timestamp(column) -%} cast({{ column }} as timestamp) {%- endmacro %}

{# Units of the weather providers to metric ones, rounded to what is measured. #}
{% macro scv_celsius(column) -%} round((cast({{ column }} as double) - 32) / 1.8, 1) {%- endmacro %}
{% macro scv_millimetres(column) -%} round(cast({{ column }} as double) * 25.4, 1) {%- endmacro %}
{% macro scv_kilometres(column) -%} round(cast({{ column }} as double) * 1.609344, 1) {%- endmacro %}
{% macro scv_tenths(column) -%} round(cast({{ column }} as double), 1) {%- endmacro %}
{% macro scv_centimetres(column) -%} round(cast({{ column }} as double) * 10, 1) {%- endmacro %}
{% macro scv_metres_a_second(column) -%} round(cast({{ column }} as double) * 3.6, 1) {%- endmacro %}
{% macro scv_knots(column) -%} round(cast({{ column }} as double) * 1.852, 1) {%- endmacro %}

{# Several texts with a separator between those that are there; null when none is. #}
{% macro scv_join_filled(parts, separator) -%}
    {{ return(adapter.dispatch('scv_join_filled')(parts, separator)) }}
{%- endmacro %}
{% macro default__scv_join_filled(parts, separator) -%}
    nullif(concat_ws('{{ separator }}', {{ parts | join(', ') }}), '')
{%- endmacro %}
{% macro snowflake__scv_join_filled(parts, separator) -%}
    nullif(array_to_string(array_construct_compact({{ parts | join(', ') }}), '{{ separator }}'), '')
{%- endmacro %}

{# What two spellings of one postal code have in common: upper case, no blanks, no hyphens. #}
{% macro scv_place_key(postal_code) -%}
    upper(replace(replace({{ postal_code }}, ' ', ''), '-', ''))
{%- endmacro %}

{# A name that only its canonical form is known of: its first letter large. #}
{% macro scv_capital(name) -%}
    upper(substr({{ name }}, 1, 1)) || substr({{ name }}, 2)
{%- endmacro %}
