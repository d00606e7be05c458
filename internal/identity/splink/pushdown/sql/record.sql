create or replace temporary table scv_record as
with readied as (
    select
        {key} as _scv_key,
        {id} as _scv_id{source}{columns}
    from {from} as readied
)

select
    row_number() over (order by _scv_key) - 1 as _scv_row,
    readied.*{frequencies}
from readied
