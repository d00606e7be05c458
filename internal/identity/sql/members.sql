-- The records of the blocks that are asked for.
select
    keys.slot,
    keys.hash,
    keys.record_no
from {{key}} as keys
inner join _scv_identity_probe as probe
    on keys.slot = probe.slot and keys.hash = probe.hash
