-- How many records the blocks have that are asked for.
select
    slot,
    hash,
    count(*) as records
from _scv_identity_probed
group by slot, hash
