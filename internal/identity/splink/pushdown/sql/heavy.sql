select
    {gammas},
    l,
    r,
    rule,
    match_weight
from scv_weighed
where match_weight >= {least}
order by l, r
