-- gold.dim_customer
select
    customer_id,
    display_name,
    city
from gold.dim_customer
where lower(display_name) like '%ann%'
order by display_name, customer_id
limit 20
