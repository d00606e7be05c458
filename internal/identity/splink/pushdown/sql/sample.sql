create or replace temporary table scv_pair as
with sample as (
    select *
    from scv_record{where}
)

select
    l._scv_row as l,
    r._scv_row as r,
    0 as rule
from sample as l
inner join sample as r
    on l._scv_row < r._scv_row{sources}
