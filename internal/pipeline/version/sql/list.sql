select
    version,
    run_id,
    as_of,
    fingerprint,
    coalesce(inputs, '') as inputs,
    published_at,
    live,
    left_at,
    coalesce(left_by, '') as left_by,
    coalesce(left_reason, '') as left_reason
from _scv.versions
order by version desc
