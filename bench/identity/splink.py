"""The same job by Splink on DuckDB: a cost as JSON on stdout, clusters in splink.csv."""
import json
import logging
import resource
import sys
import time

import duckdb
import splink
from splink import DuckDBAPI, Linker

logging.getLogger("splink").setLevel(logging.ERROR)
job = json.loads(sys.argv[1])


def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


start, clock = cpu(), time.time()
con = duckdb.connect()
con.execute(f"create table people as select * from read_csv('{job['dir']}/people.csv', all_varchar = true)")
linker = Linker("people", f"{job['dir']}/model.json", DuckDBAPI(con))
linker.training.estimate_probability_two_random_records_match(job["deterministic"], recall=job["recall"])
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
for rule in job["train"]:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
pairs = linker.inference.predict()
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
spent, wall = cpu() - start, time.time() - clock
con.execute(f"copy (select cluster_id, unique_id from {clusters.physical_name}) to '{job['dir']}/splink.csv' (header)")
count = con.execute(f"select count(*) from {pairs.physical_name}").fetchone()[0]
found = con.execute(f"select count(distinct cluster_id) from {clusters.physical_name}").fetchone()[0]
print("\n" + json.dumps({"cpu": spent, "wall": wall, "pairs": count, "clusters": found, "version": "Splink " + splink.__version__}))
