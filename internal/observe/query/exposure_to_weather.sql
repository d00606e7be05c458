-- gold.rpt_weather_exposure
select
    date,
    sum(frost_count) as frost,
    sum(storm_count) as storm
from gold.rpt_weather_exposure
group by date
order by date
