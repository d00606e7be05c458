select count(*) as n from {{target}}
