select column_name from (describe select * from %s)
