create or replace temporary table scv_gamma as
with sides as (
    select
        pair.l,
        pair.r,
        pair.rule{columns}
    from scv_pair as pair
    inner join scv_record as l
        on pair.l = l._scv_row
    inner join scv_record as r
        on pair.r = r._scv_row
),

alike as (
    select
        sides.*{alike}
    from sides
){swaps}

select
    l,
    r,
    rule{gammas}{frequencies}
from {last}
