update _scv.versions
set left_at = ?, left_by = ?, left_reason = ?
where version = ?
