select p.id from {{ ref('eph_people') }} p, {{ ref('eph_towns') }} t
