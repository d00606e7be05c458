{# Less common names that projects may call. #}

{% macro get_powers_of_two(upper_bound) %}{{ return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) }}{% endmacro %}
{% macro default__get_powers_of_two(upper_bound) %}
    {% if upper_bound <= 0 %}{{ exceptions.raise_compiler_error('upper bound must be positive') }}{% endif %}
    {% for exponent in range(1, 100) if upper_bound <= 2 ** exponent %}{{ return(exponent) }}{% endfor %}
{% endmacro %}

{# The numbers from 1: one bit for each power of two. #}
{% macro default__generate_series(upper_bound) %}
    {% set powers = range(get_powers_of_two(upper_bound)) %}
    with p as (
        select 0 as generated_number union all select 1
    ),
    unioned as (
        select {% for i in powers %}p{{ i }}.generated_number * power(2, {{ i }}) + {% endfor %}1 as generated_number
        from {% for i in powers %}{{ ' cross join ' if not loop.first }}p as p{{ i }}{% endfor %}
    )
    select * from unioned
    where generated_number <= {{ upper_bound }}
    order by generated_number
{% endmacro %}

{% macro _split_part_negative(string_text, delimiter_text, part_number) %}
    split_part(
        {{ string_text }},
        {{ delimiter_text }},
        length({{ string_text }}) - length(replace({{ string_text }}, {{ delimiter_text }}, '')) + 2 + {{ part_number }}
    )
{% endmacro %}

{% macro default_last_day(date, datepart) %}{{ return(default__last_day(date, datepart)) }}{% endmacro %}

{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}
    {% set day = convert_datetime(start_date_str, in_fmt) %}
    {% set last = convert_datetime(end_date_str or start_date_str, in_fmt) %}
    {% set out = [] %}
    {% for i in range((last - day).days + 1) %}
        {% do out.append((day + modules.datetime.timedelta(days=i)).strftime(out_fmt)) %}
    {% endfor %}
    {{ return(out) }}
{% endmacro %}

{% macro py_current_timestring() %}
    {{ return(modules.datetime.datetime.now().strftime('%H%M%S%f')) }}
{% endmacro %}
