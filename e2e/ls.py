"""Runs many `dbt ls` in one process: a project is parsed once.

Reads a JSON list of lists of arguments from a file and writes, for each, the exit
code and the sorted lines that were listed.
"""

import contextlib
import io
import json
import sys

from dbt.cli.main import dbtRunner

with open(sys.argv[1], encoding="utf-8") as file:
    asked = json.load(file)
with contextlib.redirect_stdout(io.StringIO()):
    parsed = dbtRunner().invoke(["--quiet", "parse"])
if not parsed.success:
    sys.exit(str(parsed.exception))
answers = []
for args in asked:
    with contextlib.redirect_stdout(io.StringIO()):
        got = dbtRunner(manifest=parsed.result).invoke(["--quiet", "ls", *args])
    code = 0 if got.success else (1 if got.exception is None else 2)
    answers.append({"code": code, "lines": sorted(got.result or []), "error": str(got.exception or "")})
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(answers, file)
