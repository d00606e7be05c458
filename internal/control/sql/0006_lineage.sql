create table lineage (
    digest text primary key,
    document blob not null
) strict, without rowid;

create table run_lineage (
    run_id text primary key,
    version integer not null,
    key text not null,
    digest text not null references lineage (digest)
) strict, without rowid;

create index run_lineage_version on run_lineage (version, run_id);
