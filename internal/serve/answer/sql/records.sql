select
    standardised.*,
    xref.party_type as customer_party_type
from gold.customer_xref as xref
inner join silver.int_customer__standardised as standardised
    on xref.record_id = standardised.record_id
where xref.customer_id = ?
order by xref.record_id
