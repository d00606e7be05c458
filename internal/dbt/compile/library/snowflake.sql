{# What Snowflake writes another way than the defaults. #}

{% macro snowflake__current_timestamp() -%}convert_timezone('UTC', current_timestamp()){%- endmacro %}
{% macro snowflake__snapshot_get_time() -%}to_timestamp_ntz({{ current_timestamp() }}){%- endmacro %}
{% macro snowflake__snapshot_string_as_time(timestamp) -%}{{ return("to_timestamp_ntz('" ~ timestamp ~ "')") }}{%- endmacro %}
{% macro snowflake__current_timestamp_backcompat() -%}current_timestamp::timestamp_ntz{%- endmacro %}
{% macro snowflake__current_timestamp_in_utc_backcompat() -%}convert_timezone('UTC', current_timestamp::timestamp_tz)::timestamp_ntz{%- endmacro %}

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

{% macro snowflake__cast_bool_to_text(field) -%}lower(cast({{ field }} as {{ type_string() }})){%- endmacro %}
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

{% macro snowflake__get_show_grant_sql(relation) %}show grants on {{ relation.type or 'table' }} {{ relation }}{% endmacro %}
{% macro snowflake__copy_grants() %}{{ return(config.get('copy_grants', False)) }}{% endmacro %}
{% macro snowflake__support_multiple_grantees_per_dcl_statement() %}{{ return(False) }}{% endmacro %}
{% macro snowflake__get_incremental_default_sql(arg_dict) %}{{ return(get_incremental_merge_sql(arg_dict)) }}{% endmacro %}
{% macro snowflake__alter_relation_comment(relation, relation_comment) -%}
    comment on {{ relation.type or 'table' }} {{ relation }} is $${{ relation_comment | replace('$', '[$]') }}$$
{%- endmacro %}
