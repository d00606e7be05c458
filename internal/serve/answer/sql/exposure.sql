-- How many customers each day's weather touches, everywhere together.
select
    date,
    cast(sum(customer_count) as bigint) as customers,
    cast(sum(found_count) as bigint) as found,
    cast(sum(heat_count) as bigint) as heat,
    cast(sum(frost_count) as bigint) as frost,
    cast(sum(storm_count) as bigint) as storm,
    cast(sum(rain_count) as bigint) as rain,
    cast(sum(snow_count) as bigint) as snow
from gold.rpt_weather_exposure
group by date
order by date
