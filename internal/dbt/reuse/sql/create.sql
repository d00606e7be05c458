create schema if not exists _scv;
create table if not exists _scv.node_state (
    seq bigint not null,
    place varchar not null,
    node varchar not null,
    fingerprint varchar not null,
    facts varchar not null,
    content varchar not null,
    row_count bigint not null,
    seconds double not null,
    built_at timestamp not null,
    built_by varchar not null
);
