select cast(columns(*) as varchar) from read_parquet(%s)
