{# One row per place and day, from the provider that serves: what was measured beats
   what was forecast, a newer issue an older one. A value that the winning row lacks
   stays missing. Only where the first provider does not serve, what the serving one
   lacks is filled with what another gave earlier, marked last_good, with its age. #}
with providers as (
    select
        provider,
        rank,
        serves,
        max(case when rank = 1 and serves then 1 else 0 end) over () as is_primary_good
    from {{ ref('int_weather__provider') }}
),

candidates as (
    select
        weather.*,
        {{ scv_place_key('weather.postal_code') }} as place_key,
        providers.rank,
        case
            when providers.serves and providers.rank = 1 then 'primary'
            when providers.serves then 'fallback'
            else 'last_good'
        end as provided_as,
        greatest({{ as_of_date() }} - cast(coalesce(weather.issued_at, weather.date) as date), 0) as days_old
    from {{ ref('int_weather__unioned') }} as weather
    inner join providers
        on weather.provider = providers.provider
    where weather.country is not null
        and weather.postal_code is not null
        and weather.date is not null
        and (providers.serves or providers.is_primary_good = 0)
),

ranked as (
    select
        *,
        row_number() over (
            partition by country, place_key, date
            order by
                case provided_as when 'last_good' then 1 else 0 end,
                case kind when 'history' then 0 else 1 end,
                case kind when 'history' then rank end,
                issued_at desc nulls last,
                rank,
                postal_code,
                avg_c
        ) as place
    from candidates
    where provided_as <> 'last_good'
        or days_old <= {{ var('weather_last_good_days') }}
)

select
    country,
    place_key,
    postal_code,
    city,
    date,
    kind,
    issued_at,
    provider,
    provided_as,
    case when provided_as = 'last_good' then days_old end as age_days,
    avg_c,
    min_c,
    max_c,
    precipitation_mm,
    snowfall_mm,
    max_wind_kmh,
    avg_humidity_pct
from ranked
where place = 1
