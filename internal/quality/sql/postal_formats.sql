select
    coalesce(country_std, 'unknown country') as country,
    count(postal_code) as n_filled,
    count(case when postal_code is not null and postal_code_std is null then 1 end) as n_bad,
    count(case when postal_code is not null and postal_code_std is null and postal_code_reason is null then 1 end) as n_silent
from silver.int_customer__standardised
group by coalesce(country_std, 'unknown country')
order by n_bad desc, country
