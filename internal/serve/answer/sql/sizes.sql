-- How many customers have how many records.
with customers as (
    select
        customer_id,
        count(*) as records
    from gold.customer_xref
    group by customer_id
)

select
    records,
    count(*) as customers
from customers
group by records
order by records
