select max(loaded_at) as newest
from bronze.loads
where source = ?
