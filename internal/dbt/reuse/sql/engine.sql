select
    version() || ' ' || current_setting('TimeZone') as engine,
    current_database() as database
