-- Rows in quarantine with the id that people name them by.
with named as (
    select
        *,
        'Q-' || upper(left(sha256(concat_ws(chr(31), source, entity, record_id, row_hash)), 12)) as id
    from bronze.quarantine
)

select *
from named
where
    (? = '' or id = upper(?))
    and (? = '' or source = ?)
    and (? = '' or entity = ?)
    and (? = '' or list_contains(string_split(codes, ', '), ?))
    and (? = 'any' or state = ?)
    and (cast(? as timestamp) is null or quarantined_at <= cast(? as timestamp))
order by quarantined_at, source, entity, file, sheet, "row", record_id, row_hash
