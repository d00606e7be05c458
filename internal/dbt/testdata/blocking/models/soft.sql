{{ config(on_error='continue') }} select 1 as id from nowhere
