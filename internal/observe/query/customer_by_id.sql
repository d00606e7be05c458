-- gold.dim_customer
select *
from gold.dim_customer
where customer_id = (select max(customer_id) from gold.dim_customer)
