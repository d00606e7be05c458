
left join {{mapping}} as {{alias}}
    on cast(i.{{value}} as varchar) = {{alias}}.value and {{country}} = {{alias}}.country
