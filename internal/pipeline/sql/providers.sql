select
    provider,
    cast(rank as bigint) as rank,
    condition,
    serves,
    newest_at
from _scv.weather_provider
order by rank
