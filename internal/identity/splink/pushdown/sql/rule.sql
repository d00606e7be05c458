select
    l._scv_row as l,
    r._scv_row as r,
    {number} as rule
from scv_record as l
inner join scv_record as r
    on {condition}
    and l._scv_row < r._scv_row{sources}{earlier}
