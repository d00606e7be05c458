select coalesce(max(version), 0) as version
from _scv.versions
