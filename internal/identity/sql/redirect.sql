-- Of every id that is not in use any more: the one that answers for it, if one does.
create or replace table {{redirect}} as
with recursive retired as materialized (
    select
        customer_id,
        merged_into,
        state
    from {{registry}}
    where state <> 'live'
),

chain as (
    select
        customer_id,
        merged_into as reached,
        1 as steps
    from retired
    where state = 'merged'
    union all
    select
        chain.customer_id,
        retired.merged_into,
        chain.steps + 1
    from chain
    inner join retired
        on chain.reached = retired.customer_id
    where retired.state = 'merged'
),

lives as (
    select customer_id
    from {{registry}}
    where
        state = 'live'
        and customer_id in (select merged_into from retired)
)

select
    chain.customer_id,
    lives.customer_id as redirect_id,
    chain.reached as last_id,
    chain.steps
from chain
left join lives
    on chain.reached = lives.customer_id
left join retired as ends
    on chain.reached = ends.customer_id
where
    lives.customer_id is not null
    or ends.state = 'ended'
union all
select
    customer_id,
    null as redirect_id,
    customer_id as last_id,
    0 as steps
from retired
where state = 'ended'
