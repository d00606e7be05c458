select view_definition
from information_schema.views
where
    view_definition like '%\_\_data%' escape '\'
    and table_catalog = current_database()
