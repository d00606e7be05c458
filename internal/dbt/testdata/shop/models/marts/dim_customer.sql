with paid as (
    select customer_id, sum(cents) as cents from {{ ref('int_paid') }} group by customer_id
)
select i.customer_id, i.name, n.name as country, coalesce(p.cents, 0) as cents
from {{ ref('customer_identity') }} as i
join {{ ref('stg_customers') }} as c using (customer_id)
left join {{ ref('countries') }} as n on n.code = c.country
left join paid as p using (customer_id)
{% if var('broken') %}where no_such_column = 1{% endif %}
