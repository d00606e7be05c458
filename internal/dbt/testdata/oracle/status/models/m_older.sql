select * from {{ source('raw', 'older') }}
