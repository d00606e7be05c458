select
    (select count(*) from (select {{columns}} from {{new}} except all select {{columns}} from {{old}}) as came) as added,
    (select count(*) from (select {{columns}} from {{old}} except all select {{columns}} from {{new}}) as went) as removed,
    (select count(*) from (select {{columns}} from {{new}} intersect all select {{columns}} from {{old}}) as stayed) as same
