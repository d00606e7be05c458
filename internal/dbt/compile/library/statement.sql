{# Asking the warehouse from a template. #}

{% macro statement(name=none, fetch_result=False, auto_begin=True, language='sql') -%}
  {%- if execute -%}
    {%- set query = caller() -%}
    {%- if name == 'main' -%}
      {{ write(query) }}
    {%- endif -%}
    {%- set answer = adapter.execute(query, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- if name is not none -%}
      {{ store_result(name, response=answer[0], agate_table=answer[1]) }}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
  {%- set text = caller() -%}
  {%- if name is not none -%}
    {{ store_result(name, response=message) }}
  {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {% call statement("run_query_statement", fetch_result=true, auto_begin=false) %}
    {{ sql }}
  {% endcall %}
  {% set answer = load_result("run_query_statement") %}
  {% do return(answer.table if answer is not none else none) %}
{% endmacro %}

{% macro run_hooks(hooks, inside_transaction=True) %}
  {% for hook in hooks if hook.get('transaction', True) == inside_transaction %}
    {% set text = render(hook.get('sql')) | trim %}
    {% if text | length > 0 %}
      {% call statement(auto_begin=inside_transaction) %}{{ text }}{% endcall %}
    {% endif %}
  {% endfor %}
{% endmacro %}

{% macro make_hook_config(sql, inside_transaction) %}
    {{ tojson({"sql": sql, "transaction": inside_transaction}) }}
{% endmacro %}

{% macro before_begin(sql) %}{{ make_hook_config(sql, inside_transaction=False) }}{% endmacro %}
{% macro in_transaction(sql) %}{{ make_hook_config(sql, inside_transaction=True) }}{% endmacro %}
{% macro after_commit(sql) %}{{ make_hook_config(sql, inside_transaction=False) }}{% endmacro %}

{% macro is_incremental() %}
    {% if not execute or model.resource_type != 'model' %}
        {{ return(False) }}
    {% endif %}
    {% set there = load_cached_relation(this) %}
    {{ return(there is not none
              and there.type == 'table'
              and model.config.materialized == 'incremental'
              and not should_full_refresh()) }}
{% endmacro %}

{% macro should_full_refresh() %}
    {% set wanted = config.get('full_refresh') %}
    {% if wanted is none %}
        {% set wanted = flags.FULL_REFRESH %}
    {% endif %}
    {% do return(wanted) %}
{% endmacro %}

{% macro load_cached_relation(relation) %}
    {% do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) %}
{% endmacro %}

{% macro load_relation(relation) %}
    {{ return(load_cached_relation(relation)) }}
{% endmacro %}

{% macro get_or_create_relation(database, schema, identifier, type) -%}
    {% set there = adapter.get_relation(database=database, schema=schema, identifier=identifier) %}
    {% if there %}
        {% do return([true, there]) %}
    {% endif %}
    {% do return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) %}
{%- endmacro %}

{% macro get_columns_in_relation(relation) -%}
    {{ return(adapter.get_columns_in_relation(relation)) }}
{%- endmacro %}

{% macro get_columns_in_query(select_sql) -%}
    {% set table = run_query("select * from (" ~ select_sql ~ ") as __dbt_sbq where false limit 0") %}
    {{ return(table.column_names | list if table is not none else []) }}
{%- endmacro %}

{% macro create_schema(relation) -%}{{ adapter.dispatch('create_schema', 'dbt')(relation) }}{%- endmacro %}
{% macro default__create_schema(relation) -%}{% do adapter.create_schema(relation) %}{%- endmacro %}

{% macro drop_schema(relation) -%}{{ adapter.dispatch('drop_schema', 'dbt')(relation) }}{%- endmacro %}
{% macro default__drop_schema(relation) -%}{% do adapter.drop_schema(relation) %}{%- endmacro %}

{% macro get_quoted_csv(column_names) %}
    {% set quoted = [] %}
    {% for name in column_names %}{% do quoted.append(adapter.quote(name)) %}{% endfor %}
    {{ return(quoted | join(', ')) }}
{% endmacro %}

{% macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) -%}
    {% set names = dest_columns | map(attribute='quoted') | list %}
    {% if merge_update_columns and merge_exclude_columns %}
        {{ exceptions.raise_compiler_error('Model cannot specify merge_update_columns and merge_exclude_columns. Please update model to use only one config') }}
    {% elif merge_update_columns %}
        {% set names = merge_update_columns %}
    {% elif merge_exclude_columns %}
        {% set names = [] %}
        {% for column in dest_columns if column.column | lower not in merge_exclude_columns | map('lower') | list %}
            {% do names.append(column.quoted) %}
        {% endfor %}
    {% endif %}
    {{ return(names) }}
{%- endmacro %}

{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
    {{ return([raw_partition_date]) }}
{% endmacro %}

{% macro convert_datetime(date_str, date_fmt) %}
    {{ return(modules.datetime.datetime.strptime(date_str, date_fmt)) }}
{% endmacro %}
