create schema if not exists bronze;

create table if not exists bronze.loads (
    load_id varchar,
    source varchar,
    entity varchar,
    file varchar,
    size bigint,
    sha256 varchar,
    digest varchar,
    loaded_at timestamp,
    read bigint,
    loaded bigint,
    unchanged bigint,
    quarantined bigint,
    ignored bigint,
    deleted bigint,
    ignored_ranges varchar
);

create table if not exists bronze.quarantine (
    source varchar,
    entity varchar,
    file varchar,
    sheet varchar,
    "row" bigint,
    record_id varchar,
    codes varchar,
    reasons varchar,
    raw varchar,
    row_hash varchar,
    load_id varchar,
    quarantined_at timestamp,
    state varchar,
    cells varchar,
    repair_id varchar
);
