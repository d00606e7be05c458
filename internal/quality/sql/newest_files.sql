-- The newest reading of each file, added up by table; the worst first.
with newest as (
    select
        source,
        entity,
        read,
        quarantined
    from bronze.loads
    qualify row_number() over (
        partition by source, entity, file
        order by loaded_at desc
    ) = 1
)

select
    source,
    entity,
    cast(sum(read) as bigint) as n_read,
    cast(sum(quarantined) as bigint) as n_held
from newest
group by source, entity
order by sum(quarantined) / nullif(sum(read), 0) desc, source, entity
