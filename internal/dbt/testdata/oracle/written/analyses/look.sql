select id from {{ ref('top') }}
