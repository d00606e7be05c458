create table decision (
    seq integer primary key autoincrement,
    batch text not null,
    kind text not null,
    at text not null,
    who text not null,
    reason text not null,
    left_record text not null,
    right_record text not null,
    verdict text not null check (verdict in ('same', 'different', 'open')),
    check (left_record < right_record)
) strict;

create index decision_pair on decision (left_record, right_record, seq);
create index decision_batch on decision (batch);
