create or replace temporary table scv_pair as
{rules}
