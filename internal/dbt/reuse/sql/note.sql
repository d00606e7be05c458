insert into _scv.node_state (
    seq, place, node, fingerprint, facts, content, row_count, seconds, built_at, built_by
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
