-- The ends of the links that do not stay: one record is compared again, or the clusters of both are made again.
select
    old.left_record_id,
    old.right_record_id
from {{edge}} as old
inner join _scv_identity_touched as lefts on old.left_record_id = lefts.record_id
left join _scv_identity_touched as rights on old.right_record_id = rights.record_id
where lefts.redone or rights.record_id is not null
union
select
    old.left_record_id,
    old.right_record_id
from {{edge}} as old
inner join _scv_identity_touched as rights on old.right_record_id = rights.record_id
where rights.redone
