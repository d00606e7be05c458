{{ config(cluster_by=['customer_id']) }}
select
    ids.record_id,
    ids.customer_id,
    records.source_name,
    records.entity,
    ids.party_type
from {{ ref('customer_identity') }} as ids
inner join {{ ref('int_customer__unioned') }} as records
    on ids.record_id = records.record_id
order by ids.customer_id
