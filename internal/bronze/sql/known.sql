-- What bronze holds of the staged records: the newest content of each version.
create or replace temp table _scv_known as
select
    _scv_record_id,
    _scv_version,
    _scv_row_hash
from {{table}}
where _scv_record_id in (select _scv_record_id from _scv_stage)
qualify row_number() over (
    partition by _scv_record_id, _scv_version
    order by _scv_loaded_at desc, _scv_row desc nulls first
) = 1
