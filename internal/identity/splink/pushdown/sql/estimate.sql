select
    {number} as rule,
    cast(coalesce(sum(cast(lefts.n as double) * rights.n), 0) as double) as pairs
from (
    select
        {left},
        count(*) as n
    from scv_record
    group by all
) as lefts
inner join (
    select
        {right},
        count(*) as n
    from scv_record
    group by all
) as rights
    on {equal}
