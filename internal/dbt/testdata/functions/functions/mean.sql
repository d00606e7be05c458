sum(x) / count(*)
