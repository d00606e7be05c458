create table run (
    seq integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    started text not null,
    finished text,
    as_of text not null,
    verdict text not null,
    version integer not null default 0,
    input_digest text not null default '',
    report text not null default 'null'
) strict;

create index run_kind on run (kind, seq);

create table step (
    run_id text not null references run (id) on delete cascade,
    seq integer not null,
    name text not null,
    started text not null,
    finished text,
    state text not null,
    detail text not null default '',
    primary key (run_id, seq)
) strict, without rowid;
