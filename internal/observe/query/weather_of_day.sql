-- gold.fct_customer_weather_day
select
    country,
    count(*) as customers,
    avg(avg_c) as mean_c
from gold.fct_customer_weather_day
where date = (select max(date) from gold.fct_customer_weather_day)
group by country
order by country
