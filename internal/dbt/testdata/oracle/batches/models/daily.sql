{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2025-01-01') }}
select id, ts, {{ var('by', 1) }} as by_run, case when id in ({{ env_var('BAD', '0') }}) then error('no') else 'ok' end as v from {{ ref('events') }}
