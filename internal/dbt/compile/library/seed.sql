{# Seeds in Jinja: for when a project overrides what they are made of. Without that the
   engine loads them natively. #}

{% materialization seed, default %}
    {%- set full_refresh = should_full_refresh() -%}
    {%- set there = load_cached_relation(this) -%}
    {%- set replaced = there is not none and there.is_table -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set agate_table = load_agate_table() -%}
    {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if there is not none and there.is_view -%}
        {{ exceptions.raise_compiler_error("Cannot seed to '" ~ there.render() ~ "', it is a view") }}
    {%- endif -%}
    {%- set make_sql = reset_csv_table(model, full_refresh, there, agate_table) if replaced else create_csv_table(model, agate_table) -%}
    {%- set count = agate_table.rows | length -%}
    {%- set code = 'CREATE' if full_refresh else 'INSERT' -%}
    {%- set fill_sql = load_csv_rows(model, agate_table) if count > 0 else '' -%}
    {% call noop_statement('main', code ~ ' ' ~ count, code, count) %}{{ get_csv_sql(make_sql, fill_sql) }}{% endcall %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(there, full_refresh)) %}
    {% do persist_docs(target_relation, model) %}
    {%- if full_refresh or not replaced -%}{% do create_indexes(target_relation) %}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro create_csv_table(model, agate_table) -%}{{ return(adapter.dispatch('create_csv_table', 'dbt')(model, agate_table)) }}{%- endmacro %}
{% macro default__create_csv_table(model, agate_table) %}
    {%- set given = model['config'].get('column_types') or {} -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- do columns.append(adapter.quote_seed_column(name | string, model['config'].get('quote_columns')) ~ ' ' ~ given.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
    {%- endfor -%}
    {%- set make_sql = 'create table ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ')' -%}
    {% call statement('_') %}{{ make_sql }}{% endcall %}
    {{ return(make_sql) }}
{% endmacro %}

{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}{{ return(adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table)) }}{%- endmacro %}
{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {%- if full_refresh -%}
        {%- do adapter.drop_relation(old_relation) -%}
        {{ return(create_csv_table(model, agate_table)) }}
    {%- endif -%}
    {%- do adapter.truncate_relation(old_relation) -%}
    {{ return('truncate table ' ~ old_relation.render()) }}
{% endmacro %}

{% macro load_csv_rows(model, agate_table) -%}{{ return(adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table)) }}{%- endmacro %}
{% macro default__load_csv_rows(model, agate_table) %}
    {%- set names = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
    {%- set places = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(',') ~ ')' -%}
    {%- set shown = [] -%}
    {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
        {%- set values = [] -%}
        {%- for row in chunk -%}{%- do values.extend(row) -%}{%- endfor -%}
        {%- set fill_sql = 'insert into ' ~ this.render() ~ ' (' ~ names ~ ') values\n' ~ ([places] * chunk | length) | join(',') -%}
        {%- do adapter.add_query(fill_sql, bindings=values, abridge_sql_log=True) -%}
        {%- do shown.append(fill_sql) -%}
    {%- endfor -%}
    {{ return(shown[0]) }}
{% endmacro %}

{# A unit test in Jinja: the model's rows beside those that are expected. #}
{% materialization unit, default %}
    {%- set rows = config.get('expected_rows') or [] -%}
    {%- set staged = api.Relation.create(identifier=this.identifier ~ '__dbt_tmp', type='table') -%}
    {% do run_query(get_create_table_as_sql(True, staged, get_empty_subquery_sql(sql))) %}
    {%- set types, quoted, names = {}, {}, [] -%}
    {%- for column in adapter.get_columns_in_relation(staged) -%}
        {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
    {%- for name in (rows[0].keys() if rows else get_columns_in_query(sql)) -%}{%- do names.append(quoted[name | lower]) -%}{%- endfor -%}
    {%- set expected = config.get('expected_sql') or get_expected_sql(rows, types, quoted) -%}
    {% call statement('main', fetch_result=True) %}{{ get_unit_test_sql(sql, expected, names) }}{% endcall %}
    {% do adapter.drop_relation(staged) %}
    {{ return({'relations': []}) }}
{% endmaterialization %}

{# A relation of another run, as a table where the warehouse clones tables, else as a view. #}
{% materialization clone, default %}
    {%- set there = load_cached_relation(this) -%}
    {%- if not defer_relation -%}
        {{ log('No relation found in state manifest for ' ~ model.unique_id, info=True) }}
        {{ return({'relations': []}) }}
    {%- elif there and not flags.FULL_REFRESH -%}
        {{ log('Relation ' ~ there ~ ' already exists', info=True) }}
        {{ return({'relations': []}) }}
    {%- endif -%}
    {%- set other = load_cached_relation(defer_relation) -%}
    {%- if not (other and other.type == 'table' and can_clone_table()) -%}
        {{ return(build_anew('view')) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if there is not none and not there.is_table -%}{{ drop_relation_if_exists(there) }}{%- endif -%}
    {% call statement('main') %}{{ create_or_replace_clone(target_relation, defer_relation) }}{% endcall %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(there, full_refresh_mode=True)) %}
    {% do persist_docs(target_relation, model) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
