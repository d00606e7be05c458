create schema identity;
create table people as
select
    unique_id as record_id,
    given_name as given_name_std,
    surname as family_name_std,
    birth_date as birth_date_std,
    email as email_std,
    phone as phone_std,
    split_part(street, ' ', 1) as street_number_std,
    substr(street, strpos(street, ' ') + 1) as street_std,
    postcode as postal_code_std,
    city as city_std,
    row_number() over () as place
from read_csv({{csv}}, all_varchar = true)
