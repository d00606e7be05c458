select distinct
    l._scv_row,
    r._scv_row
from {left} as l
inner join {right} as r
    on l._scv_row < r._scv_row
    and ({condition})
