with places as (
    select
        country,
        postal_code,
        min(case when is_found then 1 else 0 end) as whole
    from gold.fct_customer_weather_day
    group by country, postal_code
)

select
    country,
    count(case when whole = 0 then 1 end) as n_gaps,
    count(*) as n_places
from places
group by country
having count(case when whole = 0 then 1 end) > 0
order by n_gaps desc, country
