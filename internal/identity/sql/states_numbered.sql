-- What is noted of the records whose numbers are asked for.
select
    record_id,
    party_type,
    record_no,
    component
from {{state}}
where record_no in (select cast(id as integer) from _scv_identity_ask)
