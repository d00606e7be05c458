select
    cast(total_blocks * block_size as bigint) as bytes,
    cast(free_blocks * block_size as bigint) as free
from pragma_database_size()
where database_name = current_database()
