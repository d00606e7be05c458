select
    {gammas},
    count(*) as pairs
from scv_gamma{where}
group by {gammas}
order by {gammas}
