create table repair (
    seq integer primary key autoincrement,
    id text not null unique,
    action text not null,
    held_id text not null,
    source text not null,
    entity text not null,
    record_id text not null,
    row_hash text not null,
    by text not null,
    reason text not null,
    at text not null,
    before text not null,
    after text not null,
    state text not null,
    outcome text not null default ''
) strict;

create index repair_row on repair (source, entity, record_id, row_hash, seq);
create index repair_held on repair (held_id, seq);
