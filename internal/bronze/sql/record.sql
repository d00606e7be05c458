insert into bronze.loads (
    load_id, source, entity, file, size, sha256, digest, loaded_at,
    read, loaded, unchanged, quarantined, ignored, deleted, ignored_ranges
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
