select order_id, cents, '{{ run_started_at.isoformat() }}' as loaded_at
from {{ ref('stg_orders') }}
{% if is_incremental() %}
where order_id > (select max(order_id) from {{ this }})
{% endif %}
