{# Spans of one customer do not overlap: at any time history tells one thing or nothing. #}
with spans as (
    select
        customer_id,
        dbt_valid_from,
        dbt_valid_to,
        lead(dbt_valid_from) over (partition by customer_id order by dbt_valid_from) as next_from
    from {{ ref('dim_customer_history') }}
)

select
    customer_id,
    count(*) as overlap_count
from spans
where
    next_from is not null
    and (dbt_valid_to is null or dbt_valid_to > next_from)
group by customer_id
