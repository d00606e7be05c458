-- What is in quarantine, by reason and place: the first rows of each sheet.
select
    source,
    entity,
    codes,
    file,
    sheet,
    count(*) as held,
    min(quarantined_at) as since,
    list_slice(list("row" order by "row"), 1, 5) as first_rows
from bronze.quarantine
where state = 'held'
group by source, entity, codes, file, sheet
order by source, entity, codes, file, sheet
