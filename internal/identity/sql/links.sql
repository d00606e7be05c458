-- Pairs that rules have made between any two records of the customers, those that were
-- worth keeping.
select
    edges.left_record_id,
    edges.right_record_id,
    edges.blocking_rule
from identity.identity_edge as edges
inner join identity.customer_identity as lefts on edges.left_record_id = lefts.record_id
inner join identity.customer_identity as rights on edges.right_record_id = rights.record_id
where lefts.customer_id in (?, ?)
    and rights.customer_id in (?, ?)
