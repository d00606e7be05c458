{# What history says now is the golden record: every customer, the same values. #}
select
    coalesce(golden.customer_id, past.customer_id) as customer_id
from {{ ref('dim_customer') }} as golden
full outer join (
    select *
    from {{ ref('dim_customer_history') }}
    where dbt_valid_to is null
) as past
    on golden.customer_id = past.customer_id
where
    golden.customer_id is null
    or past.customer_id is null
    {%- for word in ['display_name', 'email', 'phone', 'mobile', 'street', 'postal_code', 'country', 'record_count'] %}
    or golden.{{ word }} is distinct from past.{{ word }}
    {%- endfor %}
