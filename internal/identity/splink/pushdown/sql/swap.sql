,

parts as (
    select
        alike.*{coarse}
    from alike
),

places as (
    select
        parts.*{fine}
    from parts
)
