-- gold.dim_customer, gold.dim_customer_history
select history.*
from gold.dim_customer_history as history
where history.customer_id = (select max(customer_id) from gold.dim_customer)
order by history.dbt_valid_from
