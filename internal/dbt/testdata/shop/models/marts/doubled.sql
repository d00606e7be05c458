{{ config(materialized='twice') }}
select country from {{ ref('rpt_country') }}
