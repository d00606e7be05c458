select distinct schema_name
from information_schema.schemata
where
    schema_name like '%\_\_v%\_\_data' escape '\'
    and catalog_name = current_database()
order by schema_name
