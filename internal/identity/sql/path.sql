select
    edges.left_record_id,
    edges.right_record_id,
    edges.weight,
    edges.levels
from identity.identity_edge as edges
inner join identity.customer_identity as ids
    on edges.left_record_id = ids.record_id
where edges.same_customer
    and ids.customer_id = ?
order by edges.weight desc, edges.left_record_id, edges.right_record_id
