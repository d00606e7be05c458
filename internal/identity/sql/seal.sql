-- What an index of keys holds: a row more or less, or another value, shows. Hashes of several values are
-- hashed again: joined as they are, they cancel each other out.
select
    cast(? as varchar) as made_under,
    states.records,
    count(*) as keys,
    cast(xor(coalesce(bit_xor(hash(hash(keys.slot, keys.hash, keys.record_no))), 0), any_value(states.parity)) >> 1 as bigint) as parity
from {{key}} as keys
right join (
    select
        count(*) as records,
        coalesce(bit_xor(hash(hash(record_id, party_type, record_no, component))), 0) as parity
    from {{state}}
) as states on true
group by states.records
