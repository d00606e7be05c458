select
    (select count(*) from (select distinct customer_id from {{new}} except select distinct customer_id from {{old}}) as came) as added,
    (select count(*) from (select distinct customer_id from {{old}} except select distinct customer_id from {{new}}) as went) as removed
