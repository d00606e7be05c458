-- Adds the records that are new or say something else.
insert into {{record}}
select * exclude (_scv_is_now, _scv_old_id, _scv_old_content, _scv_was)
from _scv_identity_apart
where _scv_is_now
