-- gold.rpt_region_kpi
select *
from gold.rpt_region_kpi
order by customer_count desc, country, region
limit 100
