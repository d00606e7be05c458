-- The compared pairs inside one customer, strongest first.
select
    edges.left_record_id,
    edges.right_record_id,
    edges.weight,
    edges.probability,
    edges.levels
from identity.identity_edge as edges
inner join gold.customer_xref as xref
    on edges.left_record_id = xref.record_id
where edges.same_customer
    and xref.customer_id = ?
order by edges.weight desc, edges.left_record_id, edges.right_record_id
