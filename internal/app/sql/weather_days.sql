select
    max(date) as newest,
    count(case when date = cast(? as date) then 1 end) as n_today
from silver.int_weather__unioned
where provider = ?
