-- Records that are new, changed or gone, and those of which only says something else what is not compared.
select
    coalesce(cast(came.record_id as varchar), went._scv_old_id) as record_id,
    went._scv_was is not null as was,
    came._scv_is_now is not null as is_now,
    coalesce(came.content_hash = went._scv_old_content, false) as same_content
from (select * from _scv_identity_apart where _scv_is_now) as came
full outer join (select * from _scv_identity_apart where _scv_was) as went
    on cast(came.record_id as varchar) = went._scv_old_id
