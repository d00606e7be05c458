create or replace temp table {{input}} as
select *
from (
{{select}}
) as source_rows
