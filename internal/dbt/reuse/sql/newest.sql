select
    seq,
    place,
    node,
    fingerprint,
    facts,
    content,
    row_count,
    seconds,
    built_at,
    built_by
from _scv.node_state
qualify row_number() over (partition by place order by seq desc) = 1
order by seq
