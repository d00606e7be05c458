-- Rows that were taken with a repair once and cannot be any more: a type changed.
update bronze.quarantine as q
set
    state = 'held',
    repair_id = null
from _scv_held as h
inner join _scv_files as f
    on h.file_no = f.file_no
where
    h.repair_id is null
    and q.state = 'repaired'
    and q.source = f.source
    and q.entity = f.entity
    and q.file = h.file
    and q.record_id = h.record_id
    and q.row_hash = h.row_hash
