-- Records that are new, changed or gone, and those of which only says something else what is not compared. Those
-- that are as they were are found by one number each: most are.
with news as (
    select
        cast(record_id as varchar) as record_id,
        content_hash,
        rest_hash,
        hash(cast(record_id as varchar), content_hash, rest_hash) as whole
    from _scv_identity_news
),

olds as (
    select
        cast(record_id as varchar) as record_id,
        content_hash,
        rest_hash,
        hash(cast(record_id as varchar), content_hash, rest_hash) as whole
    from {{record}}
),

apart as materialized (
    select
        news.record_id as new_id,
        news.content_hash as new_content,
        olds.record_id as old_id,
        olds.content_hash as old_content,
        olds.whole is null as is_now
    from news
    full outer join olds
        on news.whole = olds.whole
    where news.whole is null
        or olds.whole is null
)

select
    coalesce(came.new_id, went.old_id) as record_id,
    went.is_now is not null as was,
    came.is_now is not null as is_now,
    coalesce(came.new_content = went.old_content, false) as same_content
from (select * from apart where is_now) as came
full outer join (select * from apart where not is_now) as went
    on came.new_id = went.old_id
