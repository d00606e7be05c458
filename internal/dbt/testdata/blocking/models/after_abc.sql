select * from {{ ref('abc') }}
