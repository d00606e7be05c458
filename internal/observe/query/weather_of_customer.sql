-- gold.dim_customer, gold.fct_customer_weather_day
select days.*
from gold.fct_customer_weather_day as days
where days.customer_id = (select max(customer_id) from gold.dim_customer)
order by days.date
