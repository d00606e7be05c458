-- The models that were trained for the next run.
select
    party_type,
    model,
    settled,
    reason,
    base
from {{next}}
order by party_type
