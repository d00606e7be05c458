{#- Key figures of customers by region: the region as most of its customers' records
    write it, by the first figures of the postal code where no region is known. -#}
with customers as (
    select
        *,
        coalesce(country, '??') as in_country,
        coalesce(region, substr(postal_code, 1, 2), '??') as in_region
    from {{ ref('dim_customer') }}
)

select
    in_country as country,
    in_region as region,
    count(*) as customer_count,
    count(case when customer_type = 'person' then 1 end) as person_count,
    count(case when customer_type = 'organisation' then 1 end) as organisation_count,
    cast(sum(record_count) as bigint) as record_count,
    round(sum(record_count) / cast(count(*) as double), 3) as records_per_customer,
    round(avg(case when email is not null then 1.0 else 0.0 end), 4) as email_share,
    round(avg(case when coalesce(phone, mobile) is not null then 1.0 else 0.0 end), 4) as phone_share,
    round(avg(case when street is not null and postal_code is not null then 1.0 else 0.0 end), 4) as address_share,
    count(case when source_count > 1 then 1 end) as multi_source_count
from customers
group by in_country, in_region
