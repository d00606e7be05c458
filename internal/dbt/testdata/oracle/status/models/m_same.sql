select * from {{ source('raw', 'same') }}
