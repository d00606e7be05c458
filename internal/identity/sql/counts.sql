-- Records now, before and as published.
select
    (select count(*) from _scv_identity_news) as records,
    (select count(*) from {{record}}) as records_before,
    (select count(*) from {{live}}) as published
