select cast(max(%s) as timestamp) as newest
from %s
