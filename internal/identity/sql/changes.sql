-- Records that are new, changed or gone.
select
    coalesce(news.record_id, olds.record_id) as record_id,
    olds.record_id is not null as was,
    news.record_id is not null as is_now
from (
    select
        cast(record_id as varchar) as record_id,
        content_hash
    from {{record}}
) as news
full outer join _scv_identity_before as olds
    on news.record_id = olds.record_id
where news.record_id is null
    or olds.record_id is null
    or news.content_hash <> olds.content_hash
