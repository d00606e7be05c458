-- Held rows that their file, read again, does not hold any more.
update bronze.quarantine as q
set state = 'resolved'
from _scv_files as f
where
    q.state = 'held'
    and q.source = f.source
    and q.entity = f.entity
    and q.file = f.path
    and not exists (
        select 1
        from _scv_held as h
        where
            h.file = q.file
            and h.record_id = q.record_id
            and h.row_hash = q.row_hash
    )
