select version
from _scv.versions
where not live
order by version desc
