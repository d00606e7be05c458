-- gold.dim_customer
select
    source_count,
    count(*) as customers
from gold.dim_customer
group by source_count
order by source_count
