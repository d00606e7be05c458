select
    count(*) filter (where o._there is null) as added,
    count(*) filter (where n._there is null) as removed,
    count(*) filter (where o._there and n._there and ({{any}})) as changed,
    count(*) filter (where o._there and n._there and not ({{any}})) as same{{counts}}
from (select {{columns}}, true as _there from {{old}}) as o
full join (select {{columns}}, true as _there from {{new}}) as n
    on {{same}}
