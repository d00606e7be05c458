create or replace table {{target}} as
select
    i.*{{columns}}
from {{input}} as i{{joins}}
