select 1 as found
from _scv_stage
group by _scv_record_id, _scv_version
having count(*) > 1
limit 1
