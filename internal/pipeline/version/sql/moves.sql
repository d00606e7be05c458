with pairs as (
    select distinct
        o.customer_id as old_id,
        n.customer_id as new_id
    from {{old}} as o
    inner join {{new}} as n
        on o.record_id = n.record_id
),

merged as (
    select
        new_id,
        row_number() over (order by new_id) as place,
        count(*) over () as how_many
    from pairs
    group by new_id
    having count(*) > 1
),

split as (
    select
        old_id,
        row_number() over (order by old_id) as place,
        count(*) over () as how_many
    from pairs
    group by old_id
    having count(*) > 1
),

listed as (
    select
        pairs.old_id,
        pairs.new_id,
        coalesce(merged.place <= 1000, false) as is_merged,
        coalesce(split.place <= 1000, false) as is_split
    from pairs
    left join merged
        on pairs.new_id = merged.new_id
    left join split
        on pairs.old_id = split.old_id
)

select
    old_id,
    new_id,
    coalesce((select max(how_many) from merged), 0) as merged_count,
    coalesce((select max(how_many) from split), 0) as split_count,
    is_merged,
    is_split
from listed
where is_merged or is_split
order by new_id, old_id
