-- The records of the blocks that are asked for.
select
    slot,
    hash,
    record_no
from _scv_identity_probed
