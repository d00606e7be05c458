select
    count(*) as wanted,
    count(*) filter (where is_found) as found
from %s
