select id + 10 as id from {{ ref('a') }}
