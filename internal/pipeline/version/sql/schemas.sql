select distinct schema_name
from information_schema.schemata
where schema_name like '%\_\_v%' escape '\'
order by schema_name
