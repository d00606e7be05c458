alter table evidence add column environment text not null default '';
alter table evidence add column profile text not null default '';

create table check_result (
    run_id text not null,
    check_id text not null,
    status text not null,
    severity text not null,
    failures integer not null,
    primary key (run_id, check_id)
) strict, without rowid;
