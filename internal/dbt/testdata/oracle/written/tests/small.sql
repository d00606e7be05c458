select id from {{ ref('top') }} where id > 5
