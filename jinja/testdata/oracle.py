"""Renders templates with Python's Jinja2: JSON list of sources in, list of results out."""
import json
import sys

import jinja2
from jinja2.sandbox import SandboxedEnvironment

if jinja2.__version__ != "3.1.6":
    sys.exit("jinja2 " + jinja2.__version__)

env = SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
VARS = {
    "s": "Hello World",
    "n": 42,
    "f": 2.5,
    "t": True,
    "z": None,
    "l": [3, 1, 2],
    "d": {"b": 2, "a": 1, "c": {"x": [1, 2]}},
    "users": [{"n": "ann", "a": 3}, {"n": "Bob", "a": 1}, {"n": "cid", "a": 3}],
}
out = []
for source in json.load(sys.stdin):
    try:
        import copy

        result = {"out": env.from_string(source).render(**copy.deepcopy(VARS))}
    except RecursionError:
        result = {"kind": "RecursionError", "msg": ""}
    except Exception as e:
        result = {"kind": type(e).__name__, "msg": str(getattr(e, "message", None) or e)}
    out.append(result)
json.dump(out, sys.stdout)
