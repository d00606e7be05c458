-- As pick.sql, where one load holds a version of a record several times, perhaps
-- with different content. Each content counts once, at its last place. The last
-- one wins, so it is added when bronze does not end with it already; the others
-- are added when bronze never held them.
create or replace temp table _scv_pick as
with contents as (
    select
        _scv_record_id,
        _scv_version,
        _scv_row_hash,
        max(_scv_order) as _scv_order
    from _scv_stage
    group by _scv_record_id, _scv_version, _scv_row_hash
),

stored as (
    select distinct
        _scv_record_id,
        _scv_version,
        _scv_row_hash
    from {{table}}
    where _scv_record_id in (select _scv_record_id from _scv_stage)
),

judged as (
    select
        c._scv_record_id,
        c._scv_version,
        c._scv_order,
        c._scv_order = max(c._scv_order) over (partition by c._scv_record_id, c._scv_version) as is_last,
        stored._scv_row_hash is null as is_new,
        k._scv_row_hash is null or k._scv_row_hash <> c._scv_row_hash as differs
    from contents as c
    left join _scv_known as k
        on c._scv_record_id = k._scv_record_id
        and c._scv_version = k._scv_version
    left join stored
        on c._scv_record_id = stored._scv_record_id
        and c._scv_version = stored._scv_version
        and c._scv_row_hash = stored._scv_row_hash
),

overtaken as (
    select
        *,
        bool_or(not is_last and is_new) over (partition by _scv_record_id, _scv_version) as has_new_before
    from judged
)

select _scv_order
from overtaken
where
    case when is_last then differs or has_new_before else is_new end
