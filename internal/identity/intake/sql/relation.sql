select cast(columns(*) as varchar) from %s
