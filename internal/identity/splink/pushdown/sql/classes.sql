create or replace temporary table scv_weighed as
with strangers as (
    select
        scv_gamma.*{strangers}
    from scv_gamma
),

weighed as (
    select
        strangers.*,
        {one}
        / (
            {home}
            + {none}
        ) as _scv_factor
    from strangers
)

select
    weighed.*,
    {log2} as match_weight,
    case when _scv_factor > {most} then 1 else _scv_factor / (1 + _scv_factor) end as match_probability
from weighed
