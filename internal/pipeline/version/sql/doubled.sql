select count(*) as doubled
from (
    select 1
    from {{table}}
    group by {{key}}
    having count(*) > 1
    limit 1
) as found
