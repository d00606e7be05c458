{# Models that are a file: written by COPY, read back through a view. #}

{% macro external_location(relation, config) -%}
    {%- set suffix = '' if config.get('options', {}).get('partition_by') else '.' ~ config.get('format', 'parquet') -%}
    {{- adapter.external_root() }}/{{ relation.identifier }}{{ suffix -}}
{%- endmacro %}

{% macro location_exists(location) -%}{% do return(adapter.location_exists(location)) %}{%- endmacro %}

{# The options of COPY: those of the config, the delimiter, and a format that the name tells. #}
{% macro render_write_options(config) -%}
    {% set options = {} %}
    {% for key, value in (config.get('options') or {}).items() %}
        {% do options.update({key | lower: render(value) if value is string else value}) %}
    {% endfor %}
    {% if config.get('format') %}{% do options.update({'format': render(config.get('format'))}) %}{% endif %}
    {% if config.get('delimiter') %}{% do options.update({'delimiter': render(config.get('delimiter'))}) %}{% endif %}
    {% do return(options) %}
{%- endmacro %}

{% macro write_options_text(location, options) -%}
    {%- set ending = (location.split('/') | last).split('.') -%}
    {%- if 'format' not in options -%}
        {%- do options.update({'format': ending[-1] if ending | length > 1 else 'csv' if 'delimiter' in options else 'parquet'}) -%}
    {%- endif -%}
    {%- if options['format'] == 'csv' and 'header' not in options -%}{%- do options.update({'header': 1}) -%}{%- endif -%}
    {%- if options.get('partition_by') and 'overwrite_or_ignore' not in options -%}{%- do options.update({'overwrite_or_ignore': 1}) -%}{%- endif -%}
    {%- set parts = [] -%}
    {%- for key, value in options.items() -%}
        {%- if key == 'partition_by' -%}
            {%- do parts.append(key ~ ' (' ~ (value if value is string else value | join(', ')) ~ ')') -%}
        {%- elif key in ['delimiter', 'delim', 'sep', 'quote', 'escape', 'nullstr', 'null', 'compression', 'dateformat', 'timestampformat', 'encoding'] -%}
            {%- do parts.append(key ~ " '" ~ value | string | replace("'", "''") ~ "'") -%}
        {%- else -%}
            {%- do parts.append(key ~ ' ' ~ value) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- parts | join(', ') -}}
{%- endmacro %}

{% macro write_to_file(relation, location, options) -%}
    {% call statement('write_to_file') %}
        copy (select * from {{ relation }}) to '{{ location }}' ({{ options }})
    {% endcall %}
{%- endmacro %}

{% macro external_read(location, options, read_options) -%}
    {%- set format = options['format'] if options['format'] in ['csv', 'json'] else 'parquet' -%}
    {%- set place = location ~ '/**/*.' ~ format if options.get('partition_by') or options.get('per_thread_output') else location -%}
    read_{{ format }}('{{ place }}'
    {%- for key, value in read_options.items() %}, {{ key }} = {{ "'" ~ value ~ "'" if value is string else value }}{% endfor -%}
    )
{%- endmacro %}

{% macro store_relation(plugin, relation, location, format, config) -%}
    {{ exceptions.raise_compiler_error('Plugins of the DuckDB adapter are Python and do not run here: ' ~ plugin) }}
{%- endmacro %}

{% macro register_upstream_external_models() -%}{%- endmacro %}

{% materialization external, adapter='duckdb' %}
    {%- set format = config.get('format') -%}
    {%- if format and format not in ['csv', 'parquet', 'json'] -%}
        {{ exceptions.raise_compiler_error('Invalid format: ' ~ format ~ '. Allowed formats are: csv, parquet, json') }}
    {%- endif -%}
    {%- set location = render(config.get('location') or external_location(this, config)) -%}
    {%- set options = render_write_options(config) -%}
    {%- set written = write_options_text(location, options) -%}
    {%- set reads = {'csv': 'csv_read_options', 'json': 'json_read_options'}.get(options['format'], 'parquet_read_options') -%}
    {%- set defaults = {'union_by_name': false} if reads == 'parquet_read_options' else {'auto_detect': true} -%}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- set staged = api.Relation.create(identifier=this.identifier ~ '__dbt_tmp', type='table') -%}
    {%- set there = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do run_query('drop table if exists ' ~ staged) %}
    {% call statement('staged') %}create temporary table {{ staged }} as ({{ sql }}){% endcall %}
    {# A text format keeps no types: an empty one gets a row of nulls, which the view leaves out. #}
    {% set nulls = [] %}
    {% if reads != 'parquet_read_options' and run_query('select count(*) from ' ~ staged)[0][0] == 0 %}
        {% for column in adapter.get_columns_in_relation(staged) %}{% do nulls.append(column.quoted ~ ' is not null') %}{% endfor %}
        {% do run_query('insert into ' ~ staged ~ ' select ' ~ (['null'] * nulls | length) | join(', ')) %}
    {% endif %}
    {% do write_to_file(staged, location, written) %}
    {% if there is not none and there.type == 'table' %}{% do adapter.drop_relation(there) %}{% endif %}
    {% call statement('main') %}
        create or replace view {{ target_relation }} as (
            select * from {{ external_read(location, options, config.get(reads) or defaults) }}
            {{ 'where ' ~ nulls | join(' and ') if nulls }}
        )
    {% endcall %}
    {% do run_query('drop table if exists ' ~ staged) %}

    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(there)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
