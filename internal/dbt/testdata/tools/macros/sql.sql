{% macro star(from, relation_alias=false, except=[], prefix='') -%}
    {{ return(adapter.dispatch('star', 'tools')(from, relation_alias, except, prefix)) }}
{%- endmacro %}
{% macro default__star(from, relation_alias, except, prefix) -%}
    {%- do tools.must_be_relation(from, 'star') -%}
    {%- if not execute -%}{% do return('*') %}{%- endif -%}
    {%- set left_out = except | map('lower') | list -%}
    {%- for col in adapter.get_columns_in_relation(from) if col.column | lower not in left_out -%}
        {%- if relation_alias %}{{ relation_alias }}.{% endif -%}
        {{ adapter.quote(col.column) | trim }} as {{ adapter.quote(prefix ~ col.column) | trim }}
        {%- if not loop.last %}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro must_be_relation(obj, macro) %}
    {%- if not (obj is mapping and obj.get('metadata', {}).get('type', '').endswith('Relation')) -%}
        {%- do exceptions.raise_compiler_error('Macro ' ~ macro ~ ' expects a relation, and got ' ~ obj) -%}
    {%- endif -%}
{% endmacro %}

{% macro surrogate_key(field_list) -%}
    {%- set parts = [] -%}
    {%- for field in field_list -%}
        {%- do parts.append("coalesce(cast(" ~ field ~ " as " ~ dbt.type_string() ~ "), '_null_')") -%}
        {%- if not loop.last -%}{%- do parts.append("'-'") -%}{%- endif -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}

{% macro column_values(table, column, order_by='count(*) desc', max_records=none, default=none) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- call statement('values', fetch_result=true) -%}
        select {{ column }} as value from {{ table }} group by {{ column }} order by {{ order_by }}
        {%- if max_records is not none %} limit {{ max_records }}{% endif %}
    {%- endcall -%}
    {%- set answer = load_result('values') -%}
    {{ return(answer['data'] | map(attribute=0) | list if answer and answer['data'] else default or []) }}
{%- endmacro %}

{% macro pivot(column, values, alias=true, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=true) -%}
    {% for value in values %}
        {{ agg }}(case when {{ column }} {{ cmp }} '{{ dbt.escape_single_quotes(value) }}' then {{ then_value }} else {{ else_value }} end)
        {% if alias %}as {{ adapter.quote(prefix ~ value ~ suffix) if quote_identifiers else modules.re.sub('[^a-z_]', '_', prefix ~ value ~ suffix) }}{% endif %}
        {% if not loop.last %},{% endif %}
    {% endfor %}
{%- endmacro %}

{% macro union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_source', where=none) -%}
    {%- set columns, by_relation = {}, {} -%}
    {%- for relation in relations -%}
        {%- do by_relation.update({relation: []}) -%}
        {%- for col in adapter.get_columns_in_relation(relation) -%}
            {%- do by_relation[relation].append(col.column) -%}
            {%- if col.column not in columns -%}
                {%- do columns.update({col.column: col}) -%}
            {%- elif col.is_string() and col.string_size() > columns[col.column].string_size() -%}
                {%- do columns.update({col.column: col}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for relation in relations %}
    (
        select
            cast({{ dbt.string_literal(relation) }} as {{ dbt.type_string() }}) as {{ source_column_name }}
            {%- for name in columns.keys() %},
            cast({{ adapter.quote(name) if name in by_relation[relation] else 'null' }} as {{ columns[name].data_type }}) as {{ adapter.quote(name) }}
            {%- endfor %}
        from {{ relation }}
        {{ 'where ' ~ where if where }}
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro days(start_date, end_date) %}
    select cast(date_day as {{ dbt.type_timestamp() }}) as day
    from ({{ dbt.date_spine('day', start_date, end_date) }}) as spine
    where date_day < {{ dbt.dateadd('day', 0, end_date) }}
{% endmacro %}

{% macro deduplicate(relation, partition_by, order_by) -%}{{ return(adapter.dispatch('deduplicate', 'tools')(relation, partition_by, order_by)) }}{% endmacro %}
{% macro default__deduplicate(relation, partition_by, order_by) -%}
    select * from (
        select *, row_number() over (partition by {{ partition_by }} order by {{ order_by }}) as rn from {{ relation }}
    ) as ranked where rn = 1
{%- endmacro -%}
{% macro duckdb__deduplicate(relation, partition_by, order_by) -%}
    select * from {{ relation }} qualify row_number() over (partition by {{ partition_by }} order by {{ order_by }}) = 1
{%- endmacro -%}

{% macro generated(upper) %}{% set powers = dbt.get_powers_of_two(upper) %}
    {%- set total = namespace(value=0) -%}
    {%- for i in range(1, upper) -%}{%- set total.value = total.value + i -%}{%- endfor -%}
    {{ total.value if powers == 3 else 'null' }}
{%- endmacro %}

{% macro overridden() %}{{ return(adapter.dispatch('overridden', 'tools')()) }}{% endmacro %}
{% macro default__overridden() %}'by the package'{% endmacro %}

{% macro all_of() %}{{ return(adapter.dispatch('all_of', 'tools')(*varargs, **kwargs)) }}{% endmacro %}
{% macro default__all_of() %}'{{ varargs | join(kwargs.get('sep', ',')) }}'{% endmacro %}

{% macro drop_leftover(relation) %}
    {%- set old = api.Relation.create(database=relation.database, schema=relation.schema, identifier=relation.identifier ~ '_old', type='table') -%}
    {%- if execute and load_relation(old) is not none -%}{% do adapter.drop_relation(old.incorporate(type='table')) %}{%- endif -%}
{% endmacro %}
