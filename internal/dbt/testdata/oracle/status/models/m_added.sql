select * from {{ source('raw', 'added') }}
