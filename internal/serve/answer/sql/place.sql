-- Where the newest version of a record stands in its file.
select
    _scv_file,
    _scv_sheet,
    _scv_row
from {{current}}
where _scv_record_id = ?
