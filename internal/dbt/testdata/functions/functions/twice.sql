{{ config(volatility='deterministic') }}
select {{ function('area') }}(x, 2)
