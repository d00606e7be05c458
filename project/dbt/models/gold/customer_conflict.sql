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
    where cluster_size > 1
        and {{ a.canonical }} is not null
    {%- if not loop.last %}

    union all
    {% endif %}
{%- endfor %}
),

contested as (
    select
        customer_id,
        attribute,
        count(distinct canonical) as distinct_values
    from said
    group by customer_id, attribute
    having min(canonical) <> max(canonical)
),

spoken as (
    select
        said.customer_id,
        said.attribute,
        said.canonical,
        contested.distinct_values,
        min(said.value) as value,
        count(*) as record_count,
        min(said.record_id) as first_record_id,
        {{ dbt.listagg('said.record_id', "', '", 'order by said.record_id') }} as record_ids
    from said
    inner join contested
        on said.customer_id = contested.customer_id
        and said.attribute = contested.attribute
    group by said.customer_id, said.attribute, said.canonical, contested.distinct_values
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
    spoken.customer_id,
    spoken.attribute,
    spoken.first_record_id,
    spoken.value,
    spoken.distinct_values,
    spoken.record_count,
    spoken.record_ids,
    coalesce(spoken.canonical = winners.canonical, false) as won,
    winners.rule,
    winners.record_id as golden_record_id
from spoken
left join winners
    on spoken.customer_id = winners.customer_id
    and spoken.attribute = winners.attribute
