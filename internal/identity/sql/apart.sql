-- The records that are not as they were: as they are, with all their columns, and as they were. Those that stayed are
-- found by one number each: most did. One look at the records does for what is written of them, too.
create or replace temp table _scv_identity_apart as
with news as (
    select
        *,
        true as _scv_is_now,
        hash(cast(record_id as varchar), content_hash, rest_hash) as _scv_whole
    from _scv_identity_news
),

olds as (
    select
        cast(record_id as varchar) as _scv_old_id,
        content_hash as _scv_old_content,
        true as _scv_was,
        hash(cast(record_id as varchar), content_hash, rest_hash) as _scv_old_whole
    from {{record}}
)

select
    news.* exclude (_scv_whole),
    olds._scv_old_id,
    olds._scv_old_content,
    olds._scv_was
from news
full outer join olds
    on news._scv_whole = olds._scv_old_whole
where news._scv_whole is null
    or olds._scv_old_whole is null
