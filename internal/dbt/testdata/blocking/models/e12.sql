select * from {{ ref('e1') }} union all select * from {{ ref('e2') }}
