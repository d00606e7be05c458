select distinct
    cast({{value}} as varchar) as value,
    {{country}} as country
from {{input}}
where {{value}} is not null and trim(cast({{value}} as varchar)) <> ''
