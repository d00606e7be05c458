-- The links among the records that are asked for.
select
    edges.left_record_id,
    edges.right_record_id,
    edges.weight,
    edges.blocking_rule
from {{edge}} as edges
inner join _scv_identity_ask as lefts on edges.left_record_id = lefts.id
inner join _scv_identity_ask as rights on edges.right_record_id = rights.id
