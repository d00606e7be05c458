select * from {{ ref('w1') }} union all select * from {{ ref('w2') }}
