create table if not exists _scv.weather_provider (
    provider varchar not null,
    rank integer not null,
    condition varchar not null,
    serves boolean not null,
    newest_at timestamp,
    run_id varchar not null
);
