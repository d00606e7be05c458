select 2 as id -- {{ ref('soft') }}
