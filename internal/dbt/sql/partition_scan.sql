-- Executes a look-up and tells, among the rest, how many rows it read.
explain (analyze, format json)
select count(*)
from {{table}}
where {{column}} = ?
