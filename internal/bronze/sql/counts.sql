-- What became of the rows of each file, counted in the tables themselves.
select
    f.file_no,
    (
        select count(*)
        from _scv_stage as s
        where s._scv_file_no = f.file_no
    ) as staged,
    (
        select count(*)
        from {{table}} as t
        where
            t._scv_load_id = ?
            and t._scv_loaded_at = f.loaded_at
    ) as loaded,
    (
        select count(*)
        from _scv_held as h
        where
            h.file_no = f.file_no
            and h.repair_id is null
    ) as held,
    (
        select count(*)
        from {{table}} as t
        where
            t._scv_load_id = ?
            and t._scv_file = f.path
            and t._scv_loaded_at = ?
    ) as deleted
from _scv_files as f
order by f.file_no
