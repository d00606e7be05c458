select country, count(*) as customers, sum(cents) as cents
from {{ ref('dim_customer') }}
group by country
