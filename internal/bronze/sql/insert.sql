insert into {{table}} (
    {{into}},
    _scv_record_id,
    _scv_source,
    _scv_file,
    _scv_sheet,
    _scv_row,
    _scv_version,
    _scv_loaded_at,
    _scv_load_id,
    _scv_row_hash,
    _scv_deleted,
    _scv_repair
)
select
    {{from}},
    s._scv_record_id,
    ?,
    f.path,
    s._scv_sheet,
    s._scv_row,
    s._scv_version,
    f.loaded_at,
    ?,
    s._scv_row_hash,
    s._scv_deleted,
    s._scv_repair
from _scv_stage as s
inner join _scv_files as f
    on s._scv_file_no = f.file_no
where s._scv_order in (select _scv_order from _scv_pick)
