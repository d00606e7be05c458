select
    source_name,
    count(email) as n_filled,
    count(case when email is not null and email_std is null then 1 end) as n_bad,
    count(case when email is not null and email_std is null and email_reason is null then 1 end) as n_silent
from silver.int_customer__standardised
group by source_name
order by source_name
