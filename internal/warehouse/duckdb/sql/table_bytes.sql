select
    (
        select count(distinct block_id)
        from pragma_storage_info(?)
        where persistent
    ) * max(block_size) as bytes
from pragma_database_size()
