create or replace view {{view}} as
select
    {{columns}}
from {{table}}
qualify row_number() over (
    partition by _scv_record_id
    order by _scv_version desc, _scv_loaded_at desc, _scv_row desc nulls first
) = 1
    and not _scv_deleted
