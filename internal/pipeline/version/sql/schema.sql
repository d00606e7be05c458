create schema if not exists bronze;
create schema if not exists silver;
create schema if not exists identity;
create schema if not exists gold;
create schema if not exists _scv;
create table if not exists _scv.versions (
    version bigint not null,
    run_id varchar not null,
    as_of timestamp not null,
    fingerprint varchar not null,
    published_at timestamp not null,
    live boolean not null
);
