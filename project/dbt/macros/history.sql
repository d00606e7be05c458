{# Snapshots tell time by what the run calls now, so that the same input gives the
   same history; never backwards, and never the same moment twice: two versions of a
   row that begin at one moment would be one to dbt. #}
{% macro default__snapshot_get_time() -%}
    {%- set now = (var("as_of") ~ ' 00:00:00') if var("as_of") else run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") -%}
    {%- set there = load_relation(this) if execute else none -%}
    {%- set moment = "cast('" ~ now ~ "' as timestamp)" -%}
    {%- if there is not none -%}
        {%- set newest -%}
            select cast(case when max(seen_at) >= {{ moment }} then max(seen_at) + interval '1 second' else {{ moment }} end as varchar) as moment
            from (
                select max(dbt_valid_from) as seen_at from {{ there }}
                union all
                select max(dbt_valid_to) as seen_at from {{ there }}
            ) as seen
        {%- endset -%}
        {%- set moment = "cast('" ~ run_query(newest).columns[0].values()[0] ~ "' as timestamp)" -%}
    {%- endif -%}
    {{- moment -}}
{%- endmacro %}

{# scv publishes history as a view onto the live version's table. Another dbt goes on
   from what the view shows, in a table of its own. #}
{% macro default__get_or_create_relation(database, schema, identifier, type) %}
    {%- set there = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
    {%- if there is none -%}
        {{ return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) }}
    {%- endif -%}
    {%- if type == 'table' and there.is_view -%}
        {%- set copied = api.Relation.create(database=database, schema=schema, identifier=identifier ~ '__scv', type='table') -%}
        {%- set whole = api.Relation.create(database=database, schema=schema, identifier=identifier, type='table') -%}
        {%- do run_query('create table ' ~ copied ~ ' as select * from ' ~ there) -%}
        {%- do adapter.drop_relation(there) -%}
        {%- do adapter.rename_relation(copied, whole) -%}
        {{ return([true, whole]) }}
    {%- endif -%}
    {{ return([true, there]) }}
{% endmacro %}
