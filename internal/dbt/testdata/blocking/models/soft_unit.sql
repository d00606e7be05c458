{{ config(on_error='continue') }} select x as id from {{ ref('src') }}
