select * from {{ source('raw', 'late') }}
