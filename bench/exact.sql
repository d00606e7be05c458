-- Each record with the first one that has its e-mail address, and with the first
-- one that has its names and birth date; itself where it has none.
select
    record_id,
    case
        when email_std is null then record_id
        else min(record_id) over (partition by email_std)
    end as same_as
from silver.int_customer__standardised
union all
select
    record_id,
    case
        when given_name_std is null or family_name_std is null or birth_date_std is null then record_id
        else min(record_id) over (partition by given_name_std, family_name_std, birth_date_std)
    end as same_as
from silver.int_customer__standardised
