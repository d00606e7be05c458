select * from {{ source('raw', 'broken') }}
