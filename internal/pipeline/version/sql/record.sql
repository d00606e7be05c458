insert into _scv.versions (version, run_id, as_of, fingerprint, inputs, published_at, live)
values (?, ?, ?, ?, ?, ?, true)
