-- Of every id that is not in use any more: the one that answers for it, if one does.
create or replace table {{redirect}} as
with recursive chain as (
    select
        customer_id,
        merged_into as reached,
        1 as steps
    from _scv_identity_retired
    where state = 'merged'
    union all
    select
        chain.customer_id,
        retired.merged_into,
        chain.steps + 1
    from chain
    inner join _scv_identity_retired as retired
        on chain.reached = retired.customer_id
    where retired.state = 'merged'
)

select
    chain.customer_id,
    lives.customer_id as redirect_id,
    chain.reached as last_id,
    chain.steps
from chain
left join _scv_identity_alive as lives
    on chain.reached = lives.customer_id
left join _scv_identity_retired as ends
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
from _scv_identity_retired
where state = 'ended'
