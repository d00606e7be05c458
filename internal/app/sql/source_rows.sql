-- Rows read from the files of a source as they stand now, and those in quarantine.
with newest as (
    select
        read,
        quarantined
    from bronze.loads
    where source = ?
    qualify row_number() over (
        partition by entity, file
        order by loaded_at desc
    ) = 1
)

select
    coalesce(cast(sum(read) as bigint), 0) as n_read,
    coalesce(cast(sum(quarantined) as bigint), 0) as n_held
from newest
