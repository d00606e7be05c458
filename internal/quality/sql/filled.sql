-- How many records of each table have each word of the vocabulary.
select
    source_name,
    entity,
    count(*) as n_rows,
    count(given_name) as given_name,
    count(family_name) as family_name,
    count(full_name) as full_name,
    count(organisation_name) as organisation_name,
    count(birth_date) as birth_date,
    count(email) as email,
    count(phone) as phone,
    count(mobile) as mobile,
    count(street_number) as street_number,
    count(street) as street,
    count(address_line2) as address_line2,
    count(city) as city,
    count(region) as region,
    count(postal_code) as postal_code,
    count(country) as country,
    count(tax_id) as tax_id,
    count(updated_at) as updated_at
from silver.int_customer__unioned
group by source_name, entity
order by source_name, entity
