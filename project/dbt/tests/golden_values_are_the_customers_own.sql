{# A golden value comes from a record of that very customer. #}
select
    attributes.customer_id,
    attributes.attribute,
    attributes.record_id
from {{ ref('customer_attribute') }} as attributes
left join {{ ref('customer_xref') }} as xref
    on attributes.record_id = xref.record_id
    and attributes.customer_id = xref.customer_id
where xref.customer_id is null
