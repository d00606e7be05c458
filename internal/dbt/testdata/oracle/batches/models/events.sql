{{ config(materialized='table', event_time='ts') }}
select 1 as id, timestamp '2025-01-01 05:00:00' as ts union all
select 2, timestamp '2025-01-02 05:00:00' union all
select 3, timestamp '2025-01-03 05:00:00' union all
select 4, timestamp '2025-01-04 05:00:00'
