select
    source,
    entity,
    codes,
    count(*) as rows
from bronze.quarantine
where state = 'held'
group by source, entity, codes
order by rows desc, source, entity, codes
