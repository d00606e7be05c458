-- gold.dim_customer, gold.customer_attribute
select attributes.*
from gold.customer_attribute as attributes
where attributes.customer_id = (select max(customer_id) from gold.dim_customer)
order by attributes.attribute
