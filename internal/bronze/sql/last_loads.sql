select
    file,
    sha256,
    digest,
    read,
    loaded + unchanged as kept,
    quarantined,
    ignored
from bronze.loads
where
    source = ?
    and entity = ?
qualify row_number() over (partition by file order by loaded_at desc) = 1
