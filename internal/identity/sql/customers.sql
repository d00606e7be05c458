-- The published ids of the records whose rows are written again.
select
    cast(live.record_id as varchar) as record_id,
    live.customer_id
from {{live}} as live
inner join _scv_identity_touched as touched
    on cast(live.record_id as varchar) = touched.record_id
