-- Records whose newest version came from a file of this load that does not hold
-- them any more, not even in quarantine.
insert into {{table}} (
    _scv_record_id,
    _scv_source,
    _scv_file,
    _scv_version,
    _scv_loaded_at,
    _scv_load_id,
    _scv_row_hash,
    _scv_deleted
)
with newest as (
    select
        _scv_record_id,
        _scv_file,
        _scv_version,
        _scv_deleted
    from {{table}}
    qualify row_number() over (
        partition by _scv_record_id
        order by _scv_version desc, _scv_loaded_at desc, _scv_row desc nulls first
    ) = 1
)

select
    newest._scv_record_id,
    ?,
    newest._scv_file,
    newest._scv_version,
    ?::timestamp,
    ?,
    'deleted',
    true
from newest
where
    not newest._scv_deleted
    and newest._scv_file in (select path from _scv_files)
    and newest._scv_record_id not in (select _scv_record_id from _scv_stage)
    and newest._scv_record_id not in (select record_id from _scv_held)
