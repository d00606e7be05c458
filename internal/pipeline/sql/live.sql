select version, fingerprint
from _scv.versions
where live
