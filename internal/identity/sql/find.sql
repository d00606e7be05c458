-- What an id names: a record, else a customer by one of its records.
select
    record_id,
    customer_id,
    party_type
from identity.customer_identity
where record_id = ?
    or customer_id = ?
order by record_id = ? desc
limit 1
