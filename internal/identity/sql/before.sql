-- The published records and what they held, for the comparison with the new ones.
create or replace temp table _scv_identity_before as
select
    cast(record_id as varchar) as record_id,
    content_hash
from {{record}}
