select * from {{ ref('dim_customer') }} where cents < 0
