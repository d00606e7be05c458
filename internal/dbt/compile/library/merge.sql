{# What dbt-duckdb adds to merge: conditions, columns to join by, expressions to set,
   and merge_clauses, which say everything themselves. #}

{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {%- do validate_merge_config(config, target) -%}
    {%- set predicates = normalize_incremental_predicates(incremental_predicates) -%}
    {%- set own = namespace(any=false) -%}
    {%- for name in merge_settings() if name not in ['merge_update_columns', 'merge_exclude_columns'] and config.get(name) -%}{%- set own.any = true -%}{%- endfor -%}
    {%- if not own.any and not config.get('merge_clauses') -%}
        {{ return(default__get_merge_sql(target, source, unique_key, dest_columns, predicates)) }}
    {%- endif -%}
    {%- set defaults = merge_clause_defaults(
        config.get('merge_update_condition'), config.get('merge_insert_condition'), config.get('merge_update_columns') or [],
        config.get('merge_exclude_columns') or [], config.get('merge_update_set_expressions') or {}) -%}
    {%- set explicit = config.get('merge_update_columns') or config.get('merge_exclude_columns') or config.get('merge_update_set_expressions') -%}
    {%- set clauses = config.get('merge_clauses') or {} -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    {{ merge_join(unique_key, config.get('merge_on_using_columns') or [], predicates) }}
    {%- for clause in clauses.get('when_matched', [defaults.when_matched_update_explicit if explicit else defaults.when_matched_update_by_name]) %}
    when matched{{ merge_condition(clause) }} then {{ merge_action(clause, dest_columns) }}
    {%- endfor %}
    {%- for clause in clauses.get('when_not_matched', [defaults.when_not_matched_insert_by_name]) %}
    when not matched{{ ' by ' ~ clause.by if clause.get('by') }}{{ merge_condition(clause) }} then {{ merge_action(clause, dest_columns) }}
    {%- endfor %}
    {%- set returning = config.get('merge_returning_columns') %}
    {{ 'returning ' ~ (returning if returning is string else returning | join(', ')) if returning }}
{%- endmacro %}

{% macro merge_join(unique_key, by_columns, predicates) -%}
    {%- if by_columns -%}
    using ({{ by_columns | join(', ') }}){{ ' on (' ~ predicates | join(') and (') ~ ')' if predicates }}
    {%- else -%}
        {%- set conditions = [] -%}
        {%- for key in ([unique_key] if unique_key is string else unique_key or []) -%}
            {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
        {%- endfor -%}
    on ({{ ((conditions or ['false']) + predicates) | join(') and (') }})
    {%- endif -%}
{%- endmacro %}

{% macro merge_condition(clause) -%}
    {%- set condition = clause.get('condition') -%}
    {%- if condition %} and {{ condition if condition is string else '(' ~ condition | join(') and (') ~ ')' }}{% endif -%}
{%- endmacro %}

{% macro merge_action(clause, dest_columns) -%}
    {%- set action, mode = clause.get('action'), clause.get('mode') -%}
    {%- if action in ['update', 'insert'] and mode in ['by_name', 'by_position'] -%}{{ action }} {{ mode | replace('_', ' ') }}
    {%- elif action == 'update' and mode == 'star' -%}update set *
    {%- elif action == 'insert' and mode == 'star' -%}insert *
    {%- elif action == 'update' -%}
        {%- set how = clause.get('update', {}) -%}
        {%- set expressions = how.get('set_expressions') or clause.get('set_expressions') or {} -%}
        {%- set parts = [] -%}
        {%- for column, expression in expressions.items() -%}{%- do parts.append(column ~ ' = ' ~ expression) -%}{%- endfor -%}
        {%- if mode == 'explicit' -%}
            {%- for column in get_merge_update_columns(how.get('include', []), how.get('exclude', []), dest_columns) if column | replace('"', '') not in expressions -%}
                {%- do parts.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
            {%- endfor -%}
        {%- endif -%}
    update set {{ parts | join(', ') }}
    {%- elif action == 'insert' -%}
        {%- set how = clause.get('insert', {}) -%}
    insert ({{ how.get('columns', []) | join(', ') }}) values ({{ how.get('values', []) | join(', ') }})
    {%- elif action == 'delete' -%}delete
    {%- elif action == 'do_nothing' -%}do nothing
    {%- elif action == 'error' -%}error{{ " '" ~ clause.error_message | replace("'", "''") ~ "'" if clause.get('error_message') }}
    {%- endif -%}
{%- endmacro %}

{% macro merge_clause_defaults(merge_update_condition, merge_insert_condition, merge_update_columns=[], merge_exclude_columns=[], merge_update_set_expressions={}) %}
    {{ return({
        'when_matched_update_by_name': {'action': 'update', 'condition': merge_update_condition, 'mode': 'by_name'},
        'when_not_matched_insert_by_name': {'action': 'insert', 'condition': merge_insert_condition, 'mode': 'by_name'},
        'when_matched_update_explicit': {
            'action': 'update', 'condition': merge_update_condition, 'mode': 'explicit',
            'update': {'include': merge_update_columns, 'exclude': merge_exclude_columns, 'set_expressions': merge_update_set_expressions}
        }
    }) }}
{% endmacro %}

{% macro merge_settings() %}
    {{ return({
        'merge_update_condition': 'string', 'merge_insert_condition': 'string', 'merge_on_using_columns': 'sequence', 'merge_update_columns': 'sequence',
        'merge_update_set_expressions': 'mapping', 'merge_exclude_columns': 'sequence', 'merge_returning_columns': 'sequence'
    }) }}
{% endmacro %}

{% macro validate_merge_config(config, target_relation=none) %}
    {%- set errors = [] -%}
    {%- for name, kind in merge_settings().items() -%}
        {%- set value = config.get(name) -%}
        {%- if kind == 'string' -%}{%- do validate_string_field(value, name, errors) -%}
        {%- elif kind == 'sequence' -%}{%- do validate_string_list_field(value, name, errors) -%}
        {%- else -%}{%- do validate_dict_field(value, name, errors) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do validate_merge_clauses(config, merge_settings(), errors) -%}
    {%- if not errors -%}{%- do validate_ducklake_restrictions(config, target_relation, errors) -%}{%- endif -%}
    {%- if errors -%}{{ exceptions.raise_compiler_error('MERGE configuration errors:\n' ~ errors | join('\n')) }}{%- endif -%}
{% endmacro %}

{% macro validate_merge_clauses(config, base_configuration_fields, errors) %}
    {%- set clauses = config.get('merge_clauses') -%}
    {%- if clauses is none -%}{{ return('') }}{%- endif -%}
    {%- if clauses is not mapping -%}
        {%- do errors.append('merge_clauses must be a dictionary, found: ' ~ clauses) -%}
        {{ return('') }}
    {%- endif -%}
    {%- if 'when_matched' not in clauses and 'when_not_matched' not in clauses -%}
        {%- do errors.append("merge_clauses must contain at least one of 'when_matched' or 'when_not_matched' keys") -%}
    {%- endif -%}
    {%- for kind in ['when_matched', 'when_not_matched'] if kind in clauses -%}{%- do validate_merge_clause_list(clauses, kind, errors) -%}{%- endfor -%}
    {%- set ignored = [] -%}
    {%- for name in base_configuration_fields if name not in ['merge_on_using_columns', 'merge_returning_columns'] and config.get(name) -%}{%- do ignored.append(name) -%}{%- endfor -%}
    {%- if ignored -%}
        {%- do errors.append('When merge_clauses is specified, the following basic merge configurations will be ignored and should be removed: ' ~ ignored | join(', ') ~ '. Define your merge behavior within merge_clauses instead.') -%}
    {%- endif -%}
{% endmacro %}

{% macro validate_merge_clause_list(merge_clauses, clause_type, errors) %}
    {%- set clauses = merge_clauses.get(clause_type) -%}
    {%- if clauses is not sequence or clauses is mapping or clauses is string -%}
        {%- do errors.append('merge_clauses.' ~ clause_type ~ ' must be a list') -%}
    {%- elif not clauses -%}
        {%- do errors.append('merge_clauses.' ~ clause_type ~ ' must contain at least one element') -%}
    {%- else -%}
        {%- for clause in clauses if clause is not mapping -%}
            {%- do errors.append('merge_clauses.' ~ clause_type ~ ' elements must be dictionaries, found: ' ~ clause) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{# DuckLake is an extension, which is not linked in. #}
{% macro validate_ducklake_restrictions(config, target_relation, errors) %}{% endmacro %}

{% macro validate_string_field(field_value, field_name, errors) %}
    {%- if field_value is not none and field_value is not string -%}{%- do errors.append(field_name ~ ' must be a string, found: ' ~ field_value) -%}{%- endif -%}
{% endmacro %}
{% macro validate_string_list_field(field_value, field_name, errors) %}
    {%- if field_value is none -%}{{ return('') }}{%- endif -%}
    {%- if field_value is string or field_value is mapping or field_value is not sequence -%}
        {%- do errors.append(field_name ~ ' must be a list') -%}
        {{ return('') }}
    {%- endif -%}
    {%- for item in field_value if item is not string -%}{%- do errors.append(field_name ~ ' must contain only string values, found: ' ~ item) -%}{%- endfor -%}
{% endmacro %}
{% macro validate_dict_field(field_value, field_name, errors) %}
    {%- if field_value is not none and field_value is not mapping -%}{%- do errors.append(field_name ~ ' must be a dictionary, found: ' ~ field_value) -%}{%- endif -%}
{% endmacro %}

{% macro normalize_incremental_predicates(incremental_predicates) %}{{ return(normalize_string_or_list(incremental_predicates, 'incremental_predicates')) }}{% endmacro %}
{% macro normalize_string_or_list(raw, field_name) %}
    {%- if raw is none -%}{{ return([]) }}{%- endif -%}
    {%- if raw is string -%}{{ return([raw]) }}{%- endif -%}
    {%- if raw is mapping or raw is not sequence -%}
        {{ exceptions.raise_compiler_error(field_name ~ ' must be a list of strings or a string') }}
    {%- endif -%}
    {%- for item in raw if item is not string -%}{{ exceptions.raise_compiler_error(field_name ~ ' list values must be non-empty strings') }}{%- endfor -%}
    {{ return(raw | list) }}
{% endmacro %}
