"""Templates per CPU second by Python's Jinja2: JSON on stdin and stdout."""
import json
import sys
import time

import jinja2
from jinja2.sandbox import SandboxedEnvironment

job = json.load(sys.stdin)
sources, least = job["sources"], job["seconds"]


def environment():
    # dbt makes one for every node; its cache of templates is off
    return SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], cache_size=0)


names = {
    "ref": lambda *a: '"db"."main"."%s"' % a[-1],
    "source": lambda *a: '"db"."raw"."%s"' % a[-1],
    "this": '"db"."main"."this"',
    "config": lambda **k: "",
    "var": lambda *a: ["new", "paid", "sent"],
    "is_incremental": lambda: True,
}
shared = environment()
ready = [shared.from_string(s) for s in sources]


def rate(once):
    done, start = 0, time.process_time()
    while True:
        for i in range(len(sources)):
            once(i)
        done += len(sources)
        spent = time.process_time() - start
        if spent >= least:
            return done / spent


out = {
    "parse": rate(lambda i: shared.parse(sources[i])),
    "render": rate(lambda i: shared.from_string(sources[i]).render(names)),
    "ready": rate(lambda i: ready[i].render(names)),
}
json.dump(out, sys.stdout)
