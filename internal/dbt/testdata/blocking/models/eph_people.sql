{{ config(materialized='ephemeral') }} select * from {{ ref('people') }}
