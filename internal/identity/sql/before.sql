-- The published records and what they held, for the comparison with the new ones.
select
    cast(record_id as varchar) as record_id,
    content_hash
from {{record}}
