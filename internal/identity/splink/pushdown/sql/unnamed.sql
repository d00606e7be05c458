select count(*) - count(distinct nullif(_scv_id, '') || coalesce(_scv_key, '')) as bad
from scv_record
