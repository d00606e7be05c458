create table evidence (
    seq integer primary key autoincrement,
    item text not null,
    probe text not null,
    verdict text not null,
    evidence text not null,
    remedy text not null,
    checked_at text not null,
    release text not null,
    run_id text not null
) strict;

create index evidence_item on evidence (item, probe, seq);
