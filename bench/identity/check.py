"""Splink scores with the model that scv has trained and saved; its weights beside scv's."""
import json
import logging
import sys

import duckdb
from splink import DuckDBAPI, Linker

logging.getLogger("splink").setLevel(logging.ERROR)
where = sys.argv[1]
con = duckdb.connect()
con.execute(f"create table people as select * from read_csv('{where}/people.csv', all_varchar = true)")
pairs = Linker("people", f"{where}/trained.json", DuckDBAPI(con)).inference.predict()
theirs, ours, both, off = con.execute(f"""
    select count(t.unique_id_l), count(o.unique_id_l), count(*) filter (t.unique_id_l is not null and o.unique_id_l is not null),
        max(abs(t.match_weight - o.match_weight))
    from {pairs.physical_name} as t
    full join (select * from read_csv('{where}/pairs.csv', types = {{'unique_id_l': 'varchar', 'unique_id_r': 'varchar'}})) as o
        on t.unique_id_l = o.unique_id_l and t.unique_id_r = o.unique_id_r""").fetchone()
print("\n" + json.dumps({"splink": theirs, "scv": ours, "both": both, "off": off}))
