-- What the tables of an index hold: a row more or less, or another value, shows. Hashes of several values are
-- hashed again: joined as they are, they cancel each other out.
select
    (select count(*) from {{state}}) as records,
    (select count(*) from {{key}}) as keys,
    cast(
        xor(
            (select coalesce(bit_xor(hash(hash(slot, hash, record_no))), 0) from {{key}}),
            (select coalesce(bit_xor(hash(hash(record_id, party_type, record_no, component))), 0) from {{state}})
        ) >> 1 as bigint
    ) as parity
