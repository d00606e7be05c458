{% test equal_rowcount(model, compare_model, group_by_columns=[]) %}
    {{ return(adapter.dispatch('test_equal_rowcount', 'tools')(model, compare_model, group_by_columns)) }}
{% endtest %}
{% macro default__test_equal_rowcount(model, compare_model, group_by_columns) %}
{{ config(fail_calc='sum(coalesce(diff_count, 0))') }}
{%- if not execute -%}{{ return('') }}{% endif %}
with a as (select 1 as id, count(*) as n from {{ model }}),
b as (select 1 as id, count(*) as n from {{ compare_model }})
select a.n as n_a, b.n as n_b, abs(a.n - b.n) as diff_count from a full join b on a.id = b.id
{% endmacro %}

{% test unique_together(model, columns, quote_columns=false) %}
{%- set names = columns if not quote_columns else columns | map('quote') -%}
select {{ names | join(', ') }} from {{ model }} group by {{ names | join(', ') }} having count(*) > 1
{% endtest %}

{% test expression_is_true(model, expression, column_name=none) %}
{% set column = '*' if should_store_failures() else '1' %}
select {{ column }} from {{ model }} where not({{ column_name ~ ' ' if column_name }}{{ expression }})
{% endtest %}

{% test at_least_one(model, column_name) %}
select * from (select count({{ column_name }}) as filled from {{ model }} having count({{ column_name }}) = 0) as validation_errors
{% endtest %}

{% test within(model, column_name, min_value=none, max_value=none, inclusive=true) %}
select * from {{ model }}
where false
{%- if min_value is not none %} or not {{ column_name }} >{{ '=' if inclusive }} {{ min_value }}{% endif %}
{%- if max_value is not none %} or not {{ column_name }} <{{ '=' if inclusive }} {{ max_value }}{% endif %}
{% endtest %}

{% test of_type(model, column_name, type) %}
{%- set found = [] -%}
{%- if execute -%}
    {%- for col in adapter.get_columns_in_relation(model) if col.name | lower == column_name | lower and col.dtype | lower == type | lower -%}{%- do found.append(col) -%}{%- endfor -%}
{%- endif -%}
select 1 as wrong where {{ 'false' if found else 'true' }}
{% endtest %}
