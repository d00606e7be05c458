{{ config(cluster_by=['date', 'customer_id']) }}
{#- The weather at each customer's place, some days back and some ahead. A day that
    no provider has stays, with is_found false. -#}
with places as (
    select
        customer_id,
        country,
        postal_code,
        {{ scv_place_key('postal_code') }} as place_key
    from {{ ref('dim_customer') }}
    where country is not null
        and postal_code is not null
),

days as (
{%- for offset in range(-var('weather_days_back'), var('weather_days_ahead') + 1) %}
    select {{ as_of_plus(offset) }} as date
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
)

select
    places.customer_id,
    days.date,
    places.country,
    places.postal_code,
    weather.date is not null as is_found,
    weather.kind,
    weather.avg_c,
    weather.min_c,
    weather.max_c,
    weather.precipitation_mm,
    weather.snowfall_mm,
    weather.max_wind_kmh,
    weather.avg_humidity_pct,
    weather.provider,
    weather.provided_as,
    weather.age_days,
    weather.issued_at
from places
cross join days
left join {{ ref('int_weather__day') }} as weather
    on places.country = weather.country
    and places.place_key = weather.place_key
    and days.date = weather.date
order by days.date, places.customer_id
