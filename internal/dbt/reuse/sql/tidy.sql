-- What is superseded, and what tells of a relation that is gone.
delete from _scv.node_state
where
    seq not in (
        select max(seq)
        from _scv.node_state
        group by place
    )
    or (
        place not like 'test %'
        and place not in (
            select lower(table_schema || '.' || table_name)
            from information_schema.tables
            where table_catalog = current_database()
        )
    )
