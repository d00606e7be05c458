select * from {{ source('raw', 'mended') }}
