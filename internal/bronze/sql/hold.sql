insert into bronze.quarantine (
    source, entity, file, sheet, "row", record_id, codes, reasons, raw, row_hash, load_id, quarantined_at, state, cells, repair_id
)
select
    f.source,
    f.entity,
    h.file,
    nullif(h.sheet, ''),
    h."row",
    h.record_id,
    h.codes,
    h.reasons,
    h.raw,
    h.row_hash,
    ?,
    ?::timestamp,
    case when h.repair_id is null then 'held' else 'repaired' end,
    h.cells,
    h.repair_id
from _scv_held as h
inner join _scv_files as f
    on h.file_no = f.file_no
where not exists (
    select 1
    from bronze.quarantine as q
    where
        q.state = case when h.repair_id is null then 'held' else 'repaired' end
        and q.source = f.source
        and q.entity = f.entity
        and q.file = h.file
        and q.record_id = h.record_id
        and q.row_hash = h.row_hash
)
qualify row_number() over (partition by h.file, h.record_id, h.row_hash, h.repair_id is null order by h."row") = 1
