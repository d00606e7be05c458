{{ config(materialized='identity') }}

{# Which records are one customer, and the id that stays. Built by scv. #}
select * from {{ ref('int_customer__eligible') }}
