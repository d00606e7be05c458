update _scv.versions
set live = false
where live
