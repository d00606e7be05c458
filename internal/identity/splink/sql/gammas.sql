select {expression} as gamma
from (
    select
        pair.n,
        {columns}
    from scv_splink_pair as pair
    inner join scv_splink_record as l
        on pair.l = l._scv_row
    inner join scv_splink_record as r
        on pair.r = r._scv_row
) as pairs
order by n
