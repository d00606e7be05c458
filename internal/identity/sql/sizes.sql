-- How many records the blocks have that are asked for.
select
    keys.slot,
    keys.hash,
    count(*) as records
from {{key}} as keys
inner join _scv_identity_probe as probe
    on keys.slot = probe.slot and keys.hash = probe.hash
group by keys.slot, keys.hash
