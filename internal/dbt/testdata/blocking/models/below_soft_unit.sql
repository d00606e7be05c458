select 2 as id -- {{ ref('soft_unit') }}
