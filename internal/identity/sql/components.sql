-- What is noted of the records whose numbers are asked for, and of all that hang together with them.
select
    record_id,
    party_type,
    record_no,
    component
from {{state}}
where component in (
    select component
    from {{state}}
    where record_no in (select record_no from _scv_identity_number)
)
