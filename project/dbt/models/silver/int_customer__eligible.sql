{# What matching reads: every record that no rule keeps out, canonical values only. #}
select
    record_id,
    source_name,
    entity,
    party_type,
    given_name_std,
    family_name_std,
    name_suffix_std,
    organisation_name_std,
    birth_date_std,
    email_std,
    phone_std,
    mobile_std,
    street_std,
    street_number_std,
    city_std,
    region_std,
    postal_code_std,
    country_std,
    tax_id_std
from {{ ref('int_customer__standardised') }}
