-- What became of the rows of each table of a source, counted where they are now:
-- in bronze, in quarantine, kept out by a rule, prepared for matching, published.
with received as (
    select
        source,
        entity,
        sum(loaded) as received
    from bronze.loads
    group by source, entity
),

held as (
    select
        source,
        entity,
        count(*) as held
    from bronze.quarantine
    where state = 'held'
    group by source, entity
),

excluded as (
    select
        source_name as source,
        entity,
        count(*) as excluded
    from silver.int_customer__excluded
    group by source_name, entity
),

prepared as (
    select
        source_name as source,
        entity,
        count(*) as prepared
    from silver.int_customer__unioned
    group by source_name, entity
),

published as (
    select
        source_name as source,
        entity,
        count(*) as published
    from gold.customer_xref
    group by source_name, entity
)

select
    received.source,
    received.entity,
    cast(received.received as bigint) as received,
    coalesce(held.held, 0) as held,
    coalesce(excluded.excluded, 0) as excluded,
    coalesce(prepared.prepared, 0) as prepared,
    coalesce(published.published, 0) as published
from received
left join held
    on received.source = held.source
    and received.entity = held.entity
left join excluded
    on received.source = excluded.source
    and received.entity = excluded.entity
left join prepared
    on received.source = prepared.source
    and received.entity = prepared.entity
left join published
    on received.source = published.source
    and received.entity = published.entity
order by received.source, received.entity
