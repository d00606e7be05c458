-- The staged rows to be added: their record has no such version, or the newest
-- row of the version has other content.
create or replace temp table _scv_pick as
select s._scv_order
from _scv_stage as s
left join _scv_known as k
    on s._scv_record_id = k._scv_record_id
    and s._scv_version = k._scv_version
where
    k._scv_row_hash is null
    or k._scv_row_hash <> s._scv_row_hash
