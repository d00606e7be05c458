-- What had been decided about records when a version was built.
select
    left_record_id,
    right_record_id,
    same,
    coalesce(decided_by, '') as decided_by,
    coalesce(reason, '') as reason
from {{decision}}
order by all
