-- Of every id that is not in use any more: the one that answers for it, if one does.
create or replace table {{redirect}} as
with recursive chain as (
    select
        customer_id,
        merged_into as reached,
        1 as steps
    from {{registry}}
    where state = 'merged'
    union all
    select
        chain.customer_id,
        registry.merged_into,
        chain.steps + 1
    from chain
    inner join {{registry}} as registry
        on chain.reached = registry.customer_id
    where registry.state = 'merged'
)

select
    chain.customer_id,
    case when ends.state = 'live' then ends.customer_id end as redirect_id,
    chain.reached as last_id,
    chain.steps
from chain
inner join {{registry}} as ends
    on chain.reached = ends.customer_id
where ends.state <> 'merged'
union all
select
    customer_id,
    null as redirect_id,
    customer_id as last_id,
    0 as steps
from {{registry}}
where state = 'ended'
