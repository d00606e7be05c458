{#-
    Where a customer's records say different things: each value in canonical form, the
    records that say it, and which one won by which rule.
-#}
{%- set rules = scv_survivorship() %}

with {{ scv_customer_records({}) }},

said as (
{%- for a in scv_attributes(rules) %}
    select
        customer_id,
        record_id,
        '{{ a.name }}' as attribute,
        {{ a.value }} as value,
        {{ a.canonical }} as canonical
    from {{ 'unsplit' if a.name == 'full_name' else 'records' }}
    where {{ a.canonical }} is not null
    {%- if not loop.last %}

    union all
    {% endif %}
{%- endfor %}
),

spoken as (
    select
        customer_id,
        attribute,
        canonical,
        min(value) as value,
        count(*) as record_count,
        min(record_id) as first_record_id,
        {{ dbt.listagg('record_id', "', '", 'order by record_id') }} as record_ids
    from said
    group by customer_id, attribute, canonical
),

counted as (
    select
        *,
        count(*) over (partition by customer_id, attribute) as distinct_values
    from spoken
),

winners as (
    select
        golden.customer_id,
        golden.attribute,
        golden.record_id,
        golden.rule,
        said.canonical
    from {{ ref('customer_attribute') }} as golden
    left join said
        on golden.customer_id = said.customer_id
        and golden.attribute = said.attribute
        and golden.record_id = said.record_id
)

select
    counted.customer_id,
    counted.attribute,
    counted.first_record_id,
    counted.value,
    counted.distinct_values,
    counted.record_count,
    counted.record_ids,
    coalesce(counted.canonical = winners.canonical, false) as won,
    winners.rule,
    winners.record_id as golden_record_id
from counted
left join winners
    on counted.customer_id = winners.customer_id
    and counted.attribute = winners.attribute
where counted.distinct_values > 1
