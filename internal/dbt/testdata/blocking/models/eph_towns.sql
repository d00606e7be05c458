{{ config(materialized='ephemeral') }} select * from {{ ref('towns') }}
