insert into _scv.weather_provider (provider, rank, condition, serves, newest_at, run_id)
values (?, ?, ?, ?, ?, ?)
