select
    l,
    r,
    match_weight
from scv_weighed
where match_probability >= {threshold}
order by l, r
