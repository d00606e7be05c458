{{ config(cluster_by=['customer_id']) }}
{#- The golden record: one row per customer, each value beside the record it comes from. -#}
{%- set words = [
    'given_name', 'family_name', 'full_name', 'organisation_name', 'birth_date', 'email', 'phone', 'mobile',
    'street_number', 'street', 'address_line2', 'city', 'region', 'postal_code', 'country', 'tax_id',
] -%}
{%- for word in scv_survivorship() if word not in words -%}
    {%- do words.append(word) -%}
{%- endfor %}

with records as (
    select
        xref.customer_id,
        min(xref.party_type) as customer_type,
        count(*) as record_count,
        count(distinct xref.source_name) as source_count,
        max(records.updated_at) as last_updated_at
    from {{ ref('customer_xref') }} as xref
    inner join {{ ref('int_customer__unioned') }} as records
        on xref.record_id = records.record_id
    group by xref.customer_id
),

attributes as (
    select
        customer_id
        {%- for word in words %},
        max(case when attribute = '{{ word }}' then value end) as {{ word }},
        max(case when attribute = '{{ word }}' then record_id end) as {{ word }}_source
        {%- endfor %}
    from {{ ref('customer_attribute') }}
    group by customer_id
)

select
    records.customer_id,
    records.customer_type,
    case
        when records.customer_type = 'organisation'
            then coalesce(attributes.organisation_name, attributes.full_name)
        else coalesce(
            {{ scv_join_filled(['attributes.given_name', 'attributes.family_name'], ' ') }},
            attributes.full_name,
            attributes.organisation_name
        )
    end as display_name
    {%- for word in words %},
    attributes.{{ word }},
    attributes.{{ word }}_source
    {%- endfor %},
    records.record_count,
    records.source_count,
    records.last_updated_at
from records
left join attributes
    on records.customer_id = attributes.customer_id
order by records.customer_id
