select
    order_id,
    customer_id,
    status,
    {{ cents('amount') }} as cents
from {{ source('raw', 'orders') }}
