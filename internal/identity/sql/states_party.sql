-- What is noted of the records of a party, which is written behind this.
select
    record_id,
    party_type,
    record_no,
    component
from {{state}}
where party_type =
