select * from {{ ref('left_only') }}
