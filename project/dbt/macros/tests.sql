{# Checks of this project. Each selects the rows that break it; the columns are
   ids and places, so that a report can name them without personal data. #}

{% test not_empty(model) %}
select 0 as n_rows
where not exists (select 1 from {{ model }})
{% endtest %}

{% test accepted_range(model, column_name, min_value=none, max_value=none) %}
select *
from {{ model }}
where {% if min_value is not none %}{{ column_name }} < {{ min_value }}{% endif %}
    {%- if min_value is not none and max_value is not none %} or {% endif %}
    {%- if max_value is not none %}{{ column_name }} > {{ max_value }}{% endif %}
{% endtest %}

{% test expression_is_true(model, expression) %}
select *
from {{ model }}
where not coalesce(({{ expression }}), false)
{% endtest %}

{# Values that have no canonical form, where a source has more of them than
   max_share: a few wrong addresses are people's, many are a broken export. #}
{% test valid_format(model, column_name, max_share=0.2, min_rows=20, group_by='source_name') %}
with counted as (
    select
        {{ group_by }},
        count(*) as n_values,
        sum(case when {{ column_name }}_std is null then 1 else 0 end) as n_invalid
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ group_by }}
)

select
    records.record_id,
    records.source_name,
    records.{{ column_name }}_reason as rule,
    counted.n_invalid,
    counted.n_values
from {{ model }} as records
inner join counted
    on records.{{ group_by }} = counted.{{ group_by }}
where records.{{ column_name }} is not null
    and records.{{ column_name }}_std is null
    and counted.n_invalid > {{ max_share }} * counted.n_values
    and counted.n_invalid >= {{ min_rows }} * {{ max_share }}
{% endtest %}

{% test email_format(model, column_name, max_share=0.2) %}
{{ test_valid_format(model, column_name, max_share=max_share) }}
{% endtest %}

{% test postal_code_format(model, column_name, max_share=0.2, group_by='country_std') %}
{{ test_valid_format(model, column_name, max_share=max_share, group_by=group_by) }}
{% endtest %}

{# Customers that are the same in all of the columns and have two ids, when they
   are more than max_share of all. #}
{% test no_duplicate_customers(model, columns, max_share=0.005) %}
with groups as (
    select
        {{ columns | join(', ') }},
        min(customer_id) as customer_id,
        max(customer_id) as other_customer_id,
        count(*) - 1 as n_rows
    from {{ model }}
    where {% for c in columns %}{{ c }} is not null{% if not loop.last %} and {% endif %}{% endfor %}
    group by {{ columns | join(', ') }}
    having count(*) > 1
)

select
    customer_id,
    other_customer_id
from groups
where (select sum(n_rows) from groups) > {{ max_share }} * (select count(*) from {{ model }})
{% endtest %}

{# Days that customers should have weather for, by country, when too few have it. #}
{% test weather_complete(model, min_share=0.9) %}
select
    country,
    date,
    count(*) as n_rows
from {{ model }}
where not is_found
    and (select avg(case when is_found then 1.0 else 0.0 end) from {{ model }}) < {{ min_share }}
group by country, date
{% endtest %}

{# The newest value of a column must not be older than so many days before today. #}
{% test fresh_until(model, column_name, days=1) %}
select
    'newest' as "check",
    max(cast({{ column_name }} as date)) as date
from {{ model }}
having max(cast({{ column_name }} as date)) < {{ as_of_plus(-days) }}
{% endtest %}

{# The law of conservation: rows of the model and its parts are the rows of the wholes. #}
{% test conservation(model, wholes=[], parts=[]) %}
with found as (
    select (select count(*) from {{ model }})
        {%- for part in parts %} + (select count(*) from {{ ref(part) }}){% endfor %} as n_found
),

wanted as (
    select 0
        {%- for whole in wholes %} + (select count(*) from {{ ref(whole) }}){% endfor %} as n_wanted
)

select
    found.n_found,
    wanted.n_wanted
from found
cross join wanted
where found.n_found <> wanted.n_wanted
{% endtest %}

{# Rows that are the same in all of the columns. #}
{% test unique_pair(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{# What does not have a row for each of so many days. #}
{% test every_day_is_there(model, column, days) %}
select
    {{ column }},
    count(*) as n_rows
from {{ model }}
group by {{ column }}
having count(*) <> {{ days }}
{% endtest %}
