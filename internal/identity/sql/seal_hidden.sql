-- What the lists of hidden rows of an index hold.
select
    (select count(*) from {{state}}) + (select count(*) from {{key}}) as records,
    cast(
        xor(
            (select coalesce(bit_xor(hash(record_id)), 0) from {{state}}),
            (select coalesce(bit_xor(hash(hash(record_no))), 0) from {{key}})
        ) >> 1 as bigint
    ) as parity
