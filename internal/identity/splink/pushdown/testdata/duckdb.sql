-- records
create or replace temporary table scv_record as
with readied as (
    select
        cast("source" as varchar) || '-__-' || cast("Order" as varchar) as _scv_key,
        cast("Order" as varchar) as _scv_id,
        cast("source" as varchar) as _scv_source,
        nullif(trim(cast("born" as varchar), ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202)), '') as "born",
        nullif(trim(cast("born on" as varchar), ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202)), '') as "born on",
        nullif(trim(cast("name" as varchar), ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202)), '') as "name",
        nullif(trim(cast("town" as varchar), ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202)), '') as "town"
    from crm.people as readied
)

select
    row_number() over (order by _scv_key) - 1 as _scv_row,
    readied.*,
    case when "name" is not null then cast(count(*) over (partition by "name") as double) / cast(count("name") over () as double) end as "_scv_tf_name"
from readied;

-- estimate
select
    0 as rule,
    cast(coalesce(sum(cast(lefts.n as double) * rights.n), 0) as double) as pairs
from (
    select
        1 as _scv_k,
        "town" as _scv_k1,
        "born on" as _scv_k2,
        count(*) as n
    from scv_record
    group by all
) as lefts
inner join (
    select
        1 as _scv_k,
        "town" as _scv_k1,
        "born on" as _scv_k2,
        count(*) as n
    from scv_record
    group by all
) as rights
    on lefts._scv_k = rights._scv_k
    and lefts._scv_k1 = rights._scv_k1
    and lefts._scv_k2 = rights._scv_k2
union all
select
    1 as rule,
    cast(coalesce(sum(cast(lefts.n as double) * rights.n), 0) as double) as pairs
from (
    select
        1 as _scv_k,
        "name" as _scv_k1,
        count(*) as n
    from scv_record
    group by all
) as lefts
inner join (
    select
        1 as _scv_k,
        "name" as _scv_k1,
        count(*) as n
    from scv_record
    group by all
) as rights
    on lefts._scv_k = rights._scv_k
    and lefts._scv_k1 = rights._scv_k1
union all
select
    1 as rule,
    cast(coalesce(sum(cast(lefts.n as double) * rights.n), 0) as double) as pairs
from (
    select
        1 as _scv_k,
        "born" as _scv_k1,
        count(*) as n
    from scv_record
    group by all
) as lefts
inner join (
    select
        1 as _scv_k,
        "born" as _scv_k1,
        count(*) as n
    from scv_record
    group by all
) as rights
    on lefts._scv_k = rights._scv_k
    and lefts._scv_k1 = rights._scv_k1;

-- pairs
create or replace temporary table scv_pair as
(
select
    l._scv_row as l,
    r._scv_row as r,
    0 as rule
from scv_record as l
inner join scv_record as r
    on ((l."town" = r."town") and (l."born on" = r."born on"))
    and l._scv_row < r._scv_row
    and l._scv_source <> r._scv_source
)
union all
(
select
    l._scv_row as l,
    r._scv_row as r,
    1 as rule
from scv_record as l
inner join scv_record as r
    on (l."name" = r."name")
    and l._scv_row < r._scv_row
    and l._scv_source <> r._scv_source
    and not coalesce(((l."town" = r."town") and (l."born on" = r."born on")), false)
union
select
    l._scv_row as l,
    r._scv_row as r,
    1 as rule
from scv_record as l
inner join scv_record as r
    on (l."born" = r."born")
    and l._scv_row < r._scv_row
    and l._scv_source <> r._scv_source
    and not coalesce(((l."town" = r."town") and (l."born on" = r."born on")), false)
);

-- gammas
create or replace temporary table scv_gamma as
with sides as (
    select
        pair.l,
        pair.r,
        pair.rule,
        l."born" as "born_l",
        r."born" as "born_r",
        l."born on" as "born on_l",
        r."born on" as "born on_r",
        l."name" as "name_l",
        r."name" as "name_r",
        l."town" as "town_l",
        r."town" as "town_r",
        l."_scv_tf_name" as "_scv_tf_name_l",
        r."_scv_tf_name" as "_scv_tf_name_r"
    from scv_pair as pair
    inner join scv_record as l
        on pair.l = l._scv_row
    inner join scv_record as r
        on pair.r = r._scv_row
),

alike as (
    select
        sides.*,
        jaro_winkler_similarity("name_l", "name_r") as _scv_s0,
        levenshtein("born_l", "born_r") as _scv_s1
    from sides
)

select
    l,
    r,
    rule,
    case
        when (("name_l" is null) or ("name_r" is null)) then -1
        when ("name_l" = "name_r") then 3
        when (_scv_s0 >= 0.92) then 2
        when (_scv_s0 >= 0.8) then 1
        else 0
    end as "gamma_name",
    case
        when (("born_l" is null) or (try_strptime("born_r", '%Y-%m-%d') is null)) then -1
        when (((_scv_s1 <= 1) and starts_with("born_l", 'Ö')) and (regexp_extract("born_l", '^\d+') <> concat("born_l", '-'))) then 1
        else 0
    end as "gamma_born",
    "_scv_tf_name_l",
    "_scv_tf_name_r"
from alike;

-- patterns
select
    "gamma_name",
    "gamma_born",
    count(*) as pairs
from scv_gamma
group by "gamma_name",
    "gamma_born"
order by "gamma_name",
    "gamma_born";

-- weights
create or replace temporary table scv_weighed as
with weighed as (
    select
        scv_gamma.*,
        cast('0.001001001001001001' as double)
        * case "gamma_name" when 0 then cast('0.052631578947368425' as double) when 1 then cast('2.5' as double) when 2 then cast('5' as double) when 3 then cast('80' as double) else 1 end
        * case when "gamma_name" = 2 and coalesce("_scv_tf_name_l", "_scv_tf_name_r") is not null then power(cast('0.01' as double) / greatest(coalesce("_scv_tf_name_l", 0), coalesce("_scv_tf_name_r", 0), cast('0' as double)), cast('0.5' as double)) when "gamma_name" = 3 and coalesce("_scv_tf_name_l", "_scv_tf_name_r") is not null then cast('0.01' as double) / greatest(coalesce("_scv_tf_name_l", 0), coalesce("_scv_tf_name_r", 0), cast('0' as double)) else 1 end
        * case "gamma_born" when 0 then cast('0.11111111111111112' as double) when 1 then cast('9' as double) else 1 end as _scv_factor
    from scv_gamma
)

select
    weighed.*,
    log2(least(greatest(_scv_factor, cast('1e-300' as double)), cast('1e+300' as double))) as match_weight,
    case when _scv_factor > cast('1e+300' as double) then 1 else _scv_factor / (1 + _scv_factor) end as match_probability
from weighed;

-- edges
select
    l,
    r,
    match_weight
from scv_weighed
where match_probability >= cast('0.9' as double)
order by l, r;

