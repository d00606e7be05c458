with query as (
    select string_split(strip_accents(lower(cast(? as varchar))), ' ') as words
),

customers as (
    select
        customer_id,
        coalesce(nullif(concat_ws(' ', given_name, family_name), ''), full_name, organisation_name) as name,
        birth_date,
        email,
        coalesce(phone, mobile) as phone,
        concat_ws(' ', postal_code, city, country) as place,
        record_count
    from gold.dim_customer
),

words as (
    select
        customer_id,
        list_distinct(list_filter(
            regexp_split_to_array(
                strip_accents(lower(concat_ws(' ', customer_id, name, email, phone, place, cast(birth_date as varchar)))),
                '[\s,;@]+'
            ) || [strip_accents(lower(coalesce(email, '')))],
            word -> word <> ''
        )) as known
    from customers
),

scored as (
    select
        words.customer_id,
        list_transform(
            query.words,
            asked -> list_max(list_transform(
                words.known,
                word -> case
                    when word = asked then 1.0
                    when starts_with(word, asked) then 0.95
                    else jaro_winkler_similarity(word, asked)
                end
            ))
        ) as likeness
    from words
    cross join query
)

select
    customers.customer_id,
    customers.name,
    customers.birth_date,
    customers.email,
    customers.phone,
    customers.place,
    customers.record_count,
    round(list_avg(scored.likeness), 3) as score
from scored
inner join customers
    on scored.customer_id = customers.customer_id
where list_min(scored.likeness) >= 0.85
order by score desc, customers.customer_id
limit ?
