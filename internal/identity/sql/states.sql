-- What is noted of the records that are asked for.
select
    record_id,
    party_type,
    record_no,
    component
from {{state}}
where record_id in (select id from _scv_identity_ask)
