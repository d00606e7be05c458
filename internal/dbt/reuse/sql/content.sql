select
    count(*) as row_count,
    coalesce(cast(sum(cast(hash(r) as hugeint)) as varchar), '') as total,
    coalesce(cast(bit_xor(hash(r)) as varchar), '') as parity
from {{relation}} as r
