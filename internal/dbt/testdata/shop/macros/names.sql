{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}

{% macro cents(column) -%}
    {{ return(adapter.dispatch('cents')(column)) }}
{%- endmacro %}

{% macro default__cents(column) -%} round({{ column }} * 100) {%- endmacro %}

{% macro duckdb__cents(column) -%} cast({{ default__cents(column) }} as bigint) {%- endmacro %}

{% test at_least(model, column_name, least) %}
select * from {{ model }} where {{ column_name }} < {{ least }}
{% endtest %}

{% materialization twice, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {% call statement('main') %}
        create or replace table {{ target_relation }} as ({{ sql }}) union all ({{ sql }})
    {% endcall %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
