-- What the loads say of each table: the law, file by file, and the rows it must
-- hold.
select
    source,
    entity,
    cast(sum(read) as bigint) as n_read,
    cast(sum(loaded + unchanged) as bigint) as n_kept,
    cast(sum(quarantined) as bigint) as n_held,
    cast(sum(loaded + deleted) as bigint) as n_expected,
    count(case when read <> loaded + unchanged + quarantined then 1 end) as n_broken
from bronze.loads
group by source, entity
order by source, entity
