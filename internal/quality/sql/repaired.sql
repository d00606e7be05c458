select distinct {{repair}} as repair
from {{table}}
where {{repair}} is not null
