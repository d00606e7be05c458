{# User-defined functions: the files of functions/. #}

{% materialization function, default, supported_languages=['sql', 'python', 'javascript'] %}
    {%- set there = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type=this.Function) -%}
    {{ run_hooks(pre_hooks) }}
    {%- set name = this.get_function_macro_name(this.get_function_config(model)) -%}
    {%- set build_sql = adapter.dispatch(name, 'dbt')(target_relation) -%}
    {{ function_execute_build_sql(build_sql, there, target_relation) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro function_execute_build_sql(build_sql, existing_relation, target_relation) %}{{ return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) }}{% endmacro %}
{% macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
    {% call statement('main') %}{{ build_sql }}{% endcall %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
{% endmacro %}

{% macro scalar_function_sql(target_relation) %}{{ return(adapter.dispatch('scalar_function_sql', 'dbt')(target_relation)) }}{% endmacro %}
{% macro default__scalar_function_sql(target_relation) %}
    {{ scalar_function_create_replace_signature_sql(target_relation) }}
    {{ scalar_function_body_sql() }};
{% endmacro %}

{# On DuckDB a function is a macro, its overloads are further bodies of it, and what
   it returns is cast. A database file of a storage version below v1.4.0 keeps no
   types of arguments: there they have none, and overloads differ by their number. #}
{% macro duckdb__scalar_function_sql(target_relation) %}{{ return(duckdb_macro_sql(target_relation)) }}{% endmacro %}
{% macro duckdb__aggregate_function_sql(target_relation) %}{{ return(duckdb_macro_sql(target_relation)) }}{% endmacro %}
{% macro duckdb_macro_sql(target_relation) -%}
    {%- set typed = duckdb_types_of_macros(target_relation) -%}
    {%- set bodies = [duckdb_macro_body(model.arguments, model.returns, model.compiled_code, typed)] -%}
    {%- set counts = [model.arguments | length] -%}
    {%- for other in model.overloads if other.compiled_body is not none -%}
        {%- if not typed and other.arguments | length in counts -%}
            {{ exceptions.raise_compiler_error('overload ' ~ other.defined_in ~ ' of function ' ~ model.name ~ ' has as many arguments as another one, which needs a database file of storage version v1.4.0 or above') }}
        {%- endif -%}
        {%- do counts.append(other.arguments | length) -%}
        {%- do bodies.append(duckdb_macro_body(other.arguments, other.returns or model.returns, other.compiled_body, typed)) -%}
    {%- endfor -%}
    create or replace macro {{ target_relation.render() }} {{ bodies | join(',\n') }}
{%- endmacro %}
{% macro duckdb_types_of_macros(relation) %}
    {%- set asked = "select coalesce(tags['storage_version'], '') from duckdb_databases() where database_name = " ~ ("'" ~ relation.database ~ "'" if relation.database else 'current_database()') -%}
    {{ return(run_query(asked)[0][0] not in ['v1.0.0+', 'v1.1.0+', 'v1.2.0+', 'v1.3.0+']) }}
{% endmacro %}
{% macro duckdb_macro_body(arguments, returns, body, typed) -%}
    (
    {%- for argument in arguments -%}
        {{ ', ' if not loop.first }}{{ argument.name }}{{ ' ' ~ argument.data_type if typed }}
        {%- if argument.default_value is not none %} := {{ "'" ~ argument.default_value | replace("'", "''") ~ "'" if argument.default_value is string else argument.default_value }}{% endif -%}
    {%- endfor -%}
    ) as (cast((
    {{ body }}
    ) as {{ returns.data_type }}))
{%- endmacro %}

{% macro scalar_function_create_replace_signature_sql(target_relation) %}{{ return(adapter.dispatch('scalar_function_create_replace_signature_sql', 'dbt')(target_relation)) }}{% endmacro %}
{% macro default__scalar_function_create_replace_signature_sql(target_relation) %}
    create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }})
    returns {{ model.returns.data_type }}
    {{ scalar_function_volatility_sql() }}
    as
{% endmacro %}
{% macro formatted_scalar_function_args_sql() %}{{ return(adapter.dispatch('formatted_scalar_function_args_sql', 'dbt')()) }}{% endmacro %}
{% macro default__formatted_scalar_function_args_sql() %}
    {%- set parts = [] -%}
    {%- for argument in model.arguments %}{% do parts.append(argument.name ~ ' ' ~ argument.data_type) %}{% endfor -%}
    {{ parts | join(', ') }}
{%- endmacro %}
{% macro formatted_scalar_function_args_javascript() %}{{ return(adapter.dispatch('formatted_scalar_function_args_javascript', 'dbt')()) }}{% endmacro %}
{% macro default__formatted_scalar_function_args_javascript() %}
    {% do exceptions.raise_compiler_error('formatted_scalar_function_args_javascript not implemented for adapter ' ~ adapter.type()) %}
{% endmacro %}
{% macro scalar_function_body_sql() %}{{ return(adapter.dispatch('scalar_function_body_sql', 'dbt')()) }}{% endmacro %}
{% macro default__scalar_function_body_sql() %}
    $$
    {{ model.compiled_code }}
    $$ language sql
{% endmacro %}
{% macro snowflake__scalar_function_body_sql() %}
    $$
    {{ model.compiled_code }}
    $$
{% endmacro %}

{% macro scalar_function_volatility_sql() %}{{ return(adapter.dispatch('scalar_function_volatility_sql', 'dbt')()) }}{% endmacro %}
{% macro default__scalar_function_volatility_sql() %}
    {%- set volatility = model.config.get('volatility') -%}
    {%- set word = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'}.get(volatility) -%}
    {%- if word -%}{{ word }}{%- elif volatility is not none -%}{% do unsupported_volatility_warning(volatility) %}{%- endif -%}
{%- endmacro %}
{% macro snowflake__scalar_function_volatility_sql() %}
    {%- set volatility = model.config.get('volatility') -%}
    {%- if volatility == 'deterministic' -%}immutable
    {%- elif volatility == 'non-deterministic' -%}volatile
    {%- elif volatility is not none -%}{% do unsupported_volatility_warning(volatility) %}{%- endif -%}
{%- endmacro %}
{% macro scalar_function_volatility_javascript() %}{{ return(adapter.dispatch('scalar_function_volatility_javascript', 'dbt')()) }}{% endmacro %}
{% macro default__scalar_function_volatility_javascript() %}
    {% if model.config.get('volatility') is not none %}
        {% do exceptions.warn('Volatility is not supported by ' ~ adapter.type() ~ ' in javascript UDF and will be ignored') %}
    {% endif %}
{% endmacro %}
{% macro unsupported_volatility_warning(volatility) %}{{ return(adapter.dispatch('unsupported_volatility_warning', 'dbt')(volatility)) }}{% endmacro %}
{% macro default__unsupported_volatility_warning(volatility) %}
    {% do exceptions.warn('Found `' ~ volatility ~ '` volatility specified on function `' ~ model.name ~ '`. This volatility is not supported by ' ~ adapter.type() ~ ', and will be ignored') %}
{% endmacro %}

{# Aggregates. #}

{% macro get_aggregate_function_create_replace_signature(target_relation) %}{{ return(adapter.dispatch('get_aggregate_function_create_replace_signature', 'dbt')(target_relation)) }}{% endmacro %}
{% macro default__get_aggregate_function_create_replace_signature(target_relation) %}
    create or replace aggregate function {{ target_relation.render() }} ({{ get_formatted_aggregate_function_args() }})
    returns {{ model.returns.data_type }}
    {{ get_function_language_specifier() }}
    {{ get_aggregate_function_volatility_specifier() }}
    {{ get_function_python_options() if model.language == 'python' }}
    as
{% endmacro %}
{% macro get_formatted_aggregate_function_args() %}{{ return(adapter.dispatch('get_formatted_aggregate_function_args', 'dbt')()) }}{% endmacro %}
{% macro default__get_formatted_aggregate_function_args() %}{{ formatted_scalar_function_args_sql() }}{% endmacro %}
{% macro get_function_language_specifier() %}{{ return(adapter.dispatch('get_function_language_specifier', 'dbt')()) }}{% endmacro %}
{% macro default__get_function_language_specifier() %}
    {%- set language = model.get('language') -%}
    {%- if language != 'sql' -%}language {{ {'javascript': 'js'}.get(language, language) }}{%- endif -%}
{%- endmacro %}
{% macro get_aggregate_function_volatility_specifier() %}{{ return(adapter.dispatch('get_aggregate_function_volatility_specifier', 'dbt')()) }}{% endmacro %}
{% macro default__get_aggregate_function_volatility_specifier() %}{{ scalar_function_volatility_sql() }}{% endmacro %}
{% macro get_function_python_options() %}{{ return(adapter.dispatch('get_function_python_options', 'dbt')()) }}{% endmacro %}
{% macro default__get_function_python_options() %}
    runtime_version = '{{ model.config.get('runtime_version') }}'
    handler = '{{ model.config.get('entry_point') }}'
    {%- set packages = model.config.get('packages') or [] %}
    {{ "packages = ('" ~ packages | join("','") ~ "')" if packages }}
{% endmacro %}
