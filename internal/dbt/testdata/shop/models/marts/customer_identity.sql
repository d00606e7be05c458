select customer_id, lower(name) as name from {{ ref('stg_customers') }}
