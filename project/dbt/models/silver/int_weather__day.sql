{# One row per place and day: what was measured beats what was forecast, a newer
   issue an older one. A value that the winning row lacks stays missing. #}
with ranked as (
    select
        country,
        {{ scv_place_key('postal_code') }} as place_key,
        postal_code,
        city,
        date,
        kind,
        issued_at,
        provider,
        avg_c,
        min_c,
        max_c,
        precipitation_mm,
        snowfall_mm,
        max_wind_kmh,
        avg_humidity_pct,
        row_number() over (
            partition by country, {{ scv_place_key('postal_code') }}, date
            order by
                case kind when 'history' then 0 else 1 end,
                issued_at desc nulls last,
                provider,
                postal_code,
                avg_c
        ) as place
    from {{ ref('int_weather__unioned') }}
    where country is not null
        and postal_code is not null
        and date is not null
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
    avg_c,
    min_c,
    max_c,
    precipitation_mm,
    snowfall_mm,
    max_wind_kmh,
    avg_humidity_pct
from ranked
where place = 1
