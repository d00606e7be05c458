select
    source,
    entity,
    sum(loaded) as loaded,
    sum(deleted) as deleted,
    sum(quarantined) as quarantined
from bronze.loads
group by source, entity
order by source, entity
