{#- How many customers a day's weather touches, by region.

    heat   30 °C and more            frost  0 °C and less
    storm  62 km/h and more (8 Bft)  rain   20 mm and more
    snow   50 mm and more
-#}
with customers as (
    select
        customer_id,
        coalesce(region, substr(postal_code, 1, 2), '??') as region
    from {{ ref('dim_customer') }}
)

select
    days.country,
    customers.region,
    days.date,
    count(*) as customer_count,
    count(case when days.is_found then 1 end) as found_count,
    count(case when days.max_c >= 30 then 1 end) as heat_count,
    count(case when days.min_c <= 0 then 1 end) as frost_count,
    count(case when days.max_wind_kmh >= 62 then 1 end) as storm_count,
    count(case when days.precipitation_mm >= 20 then 1 end) as rain_count,
    count(case when days.snowfall_mm >= 50 then 1 end) as snow_count
from {{ ref('fct_customer_weather_day') }} as days
inner join customers
    on days.customer_id = customers.customer_id
group by days.country, customers.region, days.date
