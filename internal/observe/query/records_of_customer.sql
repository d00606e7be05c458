-- gold.dim_customer, gold.customer_xref
select xref.*
from gold.customer_xref as xref
where xref.customer_id = (select max(customer_id) from gold.dim_customer)
order by xref.record_id
