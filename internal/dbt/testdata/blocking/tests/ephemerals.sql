select e1.id from {{ ref('e1') }} e1, {{ ref('e2') }} e2
