"""Renders templates with Python's Jinja2: JSON list of jobs in, list of results out.

A job is {"src": text, "vars": Python literal, "libs": {name: text}, "trim": bool,
"lstrip": bool, "keep": bool, "native": bool, "lax": bool}.
"""
import ast
import json
import sys

import jinja2
from jinja2 import ChainableUndefined, DictLoader, Undefined
from jinja2.nativetypes import NativeEnvironment
from jinja2.sandbox import SandboxedEnvironment

if jinja2.__version__ != "3.1.6":
    sys.exit("jinja2 " + jinja2.__version__)


class Native(SandboxedEnvironment, NativeEnvironment):
    pass


environments = {}


def environment(job):
    key = json.dumps([job.get(k) for k in ("libs", "trim", "lstrip", "keep", "native", "lax")], sort_keys=True)
    if key not in environments:
        kind = Native if job.get("native") else SandboxedEnvironment
        environments[key] = kind(
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
            loader=DictLoader(job.get("libs") or {}),
            trim_blocks=bool(job.get("trim")),
            lstrip_blocks=bool(job.get("lstrip")),
            keep_trailing_newline=bool(job.get("keep")),
            undefined=ChainableUndefined if job.get("lax") else Undefined,
        )
    return environments[key]


out = []
for job in json.load(sys.stdin):
    try:
        got = environment(job).from_string(job["src"]).render(ast.literal_eval(job["vars"]))
        result = {"out": repr(got) if job.get("native") else got}
    except RecursionError:
        result = {"kind": "RecursionError", "msg": ""}
    except Exception as e:
        result = {"kind": type(e).__name__, "msg": str(getattr(e, "message", None) or e)}
    out.append(result)
json.dump(out, sys.stdout)
