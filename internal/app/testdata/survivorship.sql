create schema silver;
create schema identity;
create schema gold;
create table silver.int_customer__standardised (
    record_id varchar, source_name varchar, source_priority bigint, updated_at timestamp,
    given_name varchar, given_name_std varchar, given_name_display_std varchar,
    family_name varchar, family_name_std varchar, family_name_display_std varchar,
    full_name varchar, full_name_std varchar, organisation_name varchar, organisation_name_std varchar,
    birth_date varchar, birth_date_std varchar, email varchar, email_std varchar,
    phone varchar, phone_std varchar, mobile varchar, mobile_std varchar,
    street_number varchar, street_number_std varchar, street varchar, street_std varchar, address_line2 varchar,
    city varchar, city_std varchar, region varchar, region_std varchar, postal_code varchar, postal_code_std varchar,
    country varchar, country_std varchar, tax_id varchar, tax_id_std varchar
);
create view identity.customer_identity as select record_id, split_part(record_id, '/', 1) as customer_id, count(*) over (partition by split_part(record_id, '/', 1)) as cluster_size from silver.int_customer__standardised;
create table gold.customer_attribute (customer_id varchar, attribute varchar, record_id varchar, rule varchar)
