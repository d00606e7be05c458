select
    date,
    is_found,
    avg_c,
    min_c,
    max_c,
    precipitation_mm,
    provider,
    issued_at
from gold.fct_customer_weather_day
where customer_id = ?
order by date
