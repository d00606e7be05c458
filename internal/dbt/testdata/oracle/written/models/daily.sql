{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', batch_size='day', begin='2025-01-01') }} select id, day from {{ ref('days') }}
