-- Pairs that a look is worth, the most worthful first: how many pairs of records the
-- decision is expected to put right. Of a customer only the link that holds it together
-- at its weakest is asked about, of two customers only the pair that is most alike.
-- Asked about is what is no further from the line of auto than that of review is, on
-- either side of it: below it two may have been left apart, above it made one, wrongly.
select
    edges.left_record_id,
    edges.right_record_id,
    edges.weight,
    edges.probability,
    edges.same_customer,
    lefts.customer_id as left_customer,
    rights.customer_id as right_customer,
    lefts.cluster_size as left_records,
    rights.cluster_size as right_records,
    case
        when edges.same_customer then (1 - edges.probability) * (lefts.cluster_size - 1)
        else edges.probability * lefts.cluster_size * rights.cluster_size
    end as pairs
from identity.identity_edge as edges
inner join identity.customer_identity as lefts on edges.left_record_id = lefts.record_id
inner join identity.customer_identity as rights on edges.right_record_id = rights.record_id
where edges.weight between ? and ?
    and (not edges.same_customer or edges.weight <= lefts.min_weight)
qualify row_number() over (
    partition by least(lefts.customer_id, rights.customer_id), greatest(lefts.customer_id, rights.customer_id)
    order by edges.weight desc, edges.left_record_id, edges.right_record_id
) = 1
order by pairs desc, edges.left_record_id, edges.right_record_id
limit ?
