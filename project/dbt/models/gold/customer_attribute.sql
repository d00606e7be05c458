{{ config(cluster_by=['customer_id']) }}
{#-
    The golden value of each attribute, and the record and rule it comes from.

    most_frequent    what most records of the customer say, in canonical form
    newest_valid     the newest value that has a canonical form
    best_address     all of the address from the record that has most of it
    source_priority  the source that is believed first

    Ties: the source that is believed first, then the newest record, then the
    smaller record id.
-#}
{%- set names = ['given_name', 'family_name'] -%}
{%- set contacts = ['email', 'phone', 'mobile'] -%}
{%- set address = ['street_number', 'street', 'address_line2', 'city', 'region', 'postal_code', 'country'] -%}

with records as (
    select
        ids.customer_id,
        standardised.*
    from {{ ref('int_customer__standardised') }} as standardised
    inner join {{ ref('customer_identity') }} as ids
        on standardised.record_id = ids.record_id
),

{#- A whole name beside its parts would be a second answer to one question. -#}
unsplit as (
    select *
    from (
        select
            *,
            max(case when given_name_std is not null or family_name_std is not null then 1 else 0 end)
                over (partition by customer_id) as has_parts
        from records
    ) as marked
    where has_parts = 0
),

addresses as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                case when street_std is not null then 2 else 0 end
                    + case when postal_code_std is not null then 2 else 0 end
                    + case when city_std is not null then 1 else 0 end
                    + case when country_std is not null then 1 else 0 end desc,
                updated_at desc nulls last,
                source_priority,
                record_id
        ) as address_place
    from records
),

candidates as (
{% for word in names %}
    select
        customer_id, record_id, source_name, source_priority, updated_at,
        '{{ word }}' as attribute,
        'most_frequent' as rule,
        coalesce({{ word }}_display_std, {{ scv_capital(word ~ '_std') }}) as value,
        {{ word }}_std as canonical
    from records
    where {{ word }}_std is not null

    union all
{% endfor %}
    select
        customer_id, record_id, source_name, source_priority, updated_at,
        'full_name' as attribute,
        'most_frequent' as rule,
        full_name as value,
        full_name_std as canonical
    from unsplit
    where full_name_std is not null

    union all

    select
        customer_id, record_id, source_name, source_priority, updated_at,
        'organisation_name' as attribute,
        'most_frequent' as rule,
        organisation_name as value,
        organisation_name_std as canonical
    from records
    where organisation_name_std is not null

    union all

    select
        customer_id, record_id, source_name, source_priority, updated_at,
        'birth_date' as attribute,
        'most_frequent' as rule,
        birth_date_std as value,
        birth_date_std as canonical
    from records
    where birth_date_std is not null
{% for word in contacts %}
    union all

    select
        customer_id, record_id, source_name, source_priority, updated_at,
        '{{ word }}' as attribute,
        'newest_valid' as rule,
        {{ word }}_std as value,
        {{ word }}_std as canonical
    from records
    where {{ word }}_std is not null
{% endfor %}
    union all

    select
        customer_id, record_id, source_name, source_priority, updated_at,
        'tax_id' as attribute,
        'source_priority' as rule,
        tax_id as value,
        tax_id_std as canonical
    from records
    where tax_id_std is not null
{% for word in address %}
    {%- set canonical = word if word == 'address_line2' else word ~ '_std' %}
    union all

    select
        customer_id, record_id, source_name, source_priority, updated_at,
        '{{ word }}' as attribute,
        'best_address' as rule,
        {% if word in ['postal_code', 'country'] %}{{ canonical }}{% else %}{{ word }}{% endif %} as value,
        {{ word }} as canonical
    from addresses
    where address_place = 1
        and {% if word in ['postal_code', 'country'] %}{{ canonical }}{% else %}{{ word }}{% endif %} is not null
{% endfor %}
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
                case when rule = 'most_frequent' then votes end desc nulls last,
                case when rule = 'newest_valid' then updated_at end desc nulls last,
                source_priority,
                updated_at desc nulls last,
                record_id
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
    candidates
from ranked
where place = 1
order by customer_id
