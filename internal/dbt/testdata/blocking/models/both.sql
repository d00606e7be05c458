select p.id, t.name from {{ ref('people') }} p left join {{ ref('towns') }} t on p.town = t.id
