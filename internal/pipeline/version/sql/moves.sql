with pairs as (
    select distinct
        o.customer_id as old_id,
        n.customer_id as new_id
    from {{old}} as o
    inner join {{new}} as n
        on o.record_id = n.record_id
),

counted as (
    select
        old_id,
        new_id,
        count(*) over (partition by old_id) as became,
        count(*) over (partition by new_id) as came_from
    from pairs
)

select old_id, new_id
from counted
where became > 1 or came_from > 1
order by new_id, old_id
