-- Values to look rows up by, from all over a column, as text.
select cast(unnest(quantile_disc({{column}}, [0.05, 0.35, 0.65, 0.95])) as varchar) as value
from {{table}}
