-- How many records a version's changes are about.
select greatest((select count(*) from {{added}}), (select count(*) from {{hidden}})) as records
