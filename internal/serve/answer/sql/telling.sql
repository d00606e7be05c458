-- The customer that shows most of what the view does: known to several sources,
-- with three or four records that differ, and with weather.
with contested as (
    select
        customer_id,
        count(*) as attributes,
        count(*) filter (where candidates > 1) as contested
    from gold.customer_attribute
    group by customer_id
),

weather as (
    select
        customer_id,
        count(*) filter (where is_found) as days
    from gold.fct_customer_weather_day
    group by customer_id
)

select customers.customer_id
from gold.dim_customer as customers
left join contested
    on customers.customer_id = contested.customer_id
left join weather
    on customers.customer_id = weather.customer_id
order by
    coalesce(weather.days, 0) > 0 desc,
    least(customers.source_count, 3) desc,
    abs(customers.record_count - 3.5),
    customers.customer_type = 'person' desc,
    coalesce(contested.contested, 0) desc,
    coalesce(contested.attributes, 0) desc,
    customers.customer_id
limit 1
