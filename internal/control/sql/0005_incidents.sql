create table incident (
    seq integer primary key autoincrement,
    id text not null unique,
    key text not null,
    kind text not null,
    severity text not null,
    title text not null,
    detail text not null,
    subject text not null,
    code text not null,
    run_id text not null,
    opened text not null,
    seen text not null,
    resolved text not null default ''
) strict;

create unique index incident_open on incident (key) where resolved = '';

create table delivery (
    seq integer primary key autoincrement,
    incident text not null,
    event text not null,
    receiver text not null,
    sent integer not null,
    attempts integer not null,
    at text not null,
    receipt text not null,
    error text not null
) strict;

create index delivery_incident on delivery (incident, receiver, event);
create index delivery_receiver on delivery (receiver, seq);
