update _scv.versions
set live = true, left_at = null, left_by = null, left_reason = null
where version = ?
