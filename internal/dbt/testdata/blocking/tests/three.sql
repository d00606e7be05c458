select a.id from {{ ref('a') }} a, {{ ref('b') }} b, {{ ref('c') }} c
