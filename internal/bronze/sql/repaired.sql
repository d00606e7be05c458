-- Rows that were taken with a repair: those that waited, and those whose repair is
-- another one now.
update bronze.quarantine as q
set
    state = 'repaired',
    repair_id = h.repair_id
from _scv_held as h
inner join _scv_files as f
    on h.file_no = f.file_no
where
    h.repair_id is not null
    and q.state in ('held', 'repaired')
    and q.source = f.source
    and q.entity = f.entity
    and q.file = h.file
    and q.record_id = h.record_id
    and q.row_hash = h.row_hash
