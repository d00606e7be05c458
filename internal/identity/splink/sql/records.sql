create or replace temp table scv_splink_record as
select
    _scv_row,
    {columns}
from scv_splink_text
