select p.id from {{ ref('eph_people') }} p
