{{ config(cluster_by=['customer_id']) }}
{#-
    The golden value of each attribute, and the record, the source and the rule it
    comes from. Which rule an attribute follows stands in identity/customer.yml; the
    macros of macros/survivorship.sql are what each does.
-#}
{%- set rules = scv_survivorship() %}

with {{ scv_customer_records(rules) }},

{{ scv_addresses() }},

candidates as (
{%- for a in scv_attributes(rules) %}
{{ scv_candidates(a, rules) }}
    {%- if not loop.last %}

    union all
    {% endif %}
{%- endfor %}
),

counted as (
    select
        *,
        count(*) over (partition by customer_id, attribute, canonical) as votes,
        count(distinct canonical) over (partition by customer_id, attribute) as candidates
    from candidates
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, attribute
            order by
                {{- scv_rank(rules) }}
        ) as place
    from counted
)

select
    customer_id,
    attribute,
    value,
    record_id,
    source_name,
    rule,
    greatest(candidates, 1) as candidates
from ranked
where place = 1
