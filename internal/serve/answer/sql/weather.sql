select
    date,
    is_found,
    avg_c,
    min_c,
    max_c,
    precipitation_mm,
    provider,
    issued_at,
    kind,
    snowfall_mm,
    max_wind_kmh,
    provided_as,
    age_days
from gold.fct_customer_weather_day
where customer_id = ?
order by date
