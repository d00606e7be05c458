select * from {{ ref('kid') }}
