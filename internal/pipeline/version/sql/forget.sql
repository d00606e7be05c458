delete from _scv.versions
where version = ?
