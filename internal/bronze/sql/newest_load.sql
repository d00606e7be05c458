select max(loaded_at) as loaded_at
from bronze.loads
