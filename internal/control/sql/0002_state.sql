create table state (
    key text primary key,
    value text not null,
    changed text not null
) strict, without rowid;
