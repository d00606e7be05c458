select
    attribute,
    value,
    record_id,
    source_name,
    rule,
    candidates
from gold.customer_attribute
where customer_id = ?
order by attribute
