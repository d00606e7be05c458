{# Python models need Python, which is not here: these names are for packages that ask
   for them, and say so when they are called. #}

{% macro no_python() %}
    {{ exceptions.raise_compiler_error('Python models do not run here: ' ~ (model.name if model else 'a macro') ~ ' is one. Write it in SQL, or run it with dbt.') }}
{% endmacro %}
{% macro build_ref_function(model) %}{{ no_python() }}{% endmacro %}
{% macro build_source_function(model) %}{{ no_python() }}{% endmacro %}
{% macro build_config_dict(model) %}{{ no_python() }}{% endmacro %}
{% macro py_script_postfix(model) %}{{ no_python() }}{% endmacro %}
{% macro py_script_comment() %}{% endmacro %}
{% macro py_write_table(temporary, relation, compiled_code, partitioned_by=none, sorted_by=none) %}{{ no_python() }}{% endmacro %}

{# The name under which MotherDuck runs a Python model. #}
{% macro flight_name(parsed_model) -%}{{ return(adapter.dispatch('flight_name', 'dbt')(parsed_model)) }}{%- endmacro %}
{% macro default__flight_name(parsed_model) -%}
    {%- set parts = ['dbt'] -%}
    {%- for key in ['package_name', 'database', 'schema'] if parsed_model.get(key) -%}{%- do parts.append(parsed_model.get(key)) -%}{%- endfor -%}
    {%- do parts.append(parsed_model.get('alias') or parsed_model.get('name')) -%}
    {{ return(parts | select | join('-')) }}
{%- endmacro %}
