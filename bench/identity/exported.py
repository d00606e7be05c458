"""Splink runs a model that scv has exported, on the tables that go with it.

python -P bench/identity/exported.py MODEL THRESHOLD CLUSTERS TABLE...: CLUSTERS gets cluster_id, of a link source_dataset, and the id; the
pairs with their weights go to CLUSTERS.pairs.csv."""
import json
import logging
import pathlib
import sys

import duckdb
from splink import DuckDBAPI, Linker

logging.getLogger("splink").setLevel(logging.ERROR)
model, threshold, out, *files = sys.argv[1:]
con = duckdb.connect()
names = [pathlib.Path(f).stem for f in files] if len(files) > 1 else ["records"]
for name, file in zip(names, files):
    con.execute(f"""create table "{name}" as select * from read_csv('{file}', all_varchar = true)""")
linker = Linker(names if len(names) > 1 else names[0], model, DuckDBAPI(con), input_table_aliases=names if len(names) > 1 else None)
pairs = linker.inference.predict()
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, float(threshold))
columns = ["cluster_id", "source_dataset"] if len(names) > 1 else ["cluster_id"]
columns.append(json.load(open(model))["unique_id_column_name"])
con.execute(f"copy (select {', '.join(columns)} from {clusters.physical_name} order by all) to '{out}' (header)")
con.execute(f"copy (from {pairs.physical_name}) to '{out}.pairs.csv' (header)")
