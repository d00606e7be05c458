-- Who the weather is from: customer days by provider, none where nothing was found.
select
    provider,
    count(*) as days,
    max(issued_at) as issued_at
from gold.fct_customer_weather_day
group by provider
order by days desc, provider
