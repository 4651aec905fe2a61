"""The four commands. Each answers with JSON on standard output, a line an object.

- ``inspect``: what the project is. Opens nothing.
- ``prepare``: fills the database at ``DATABASE_URL`` as ``DEADHEAT_PREPARE`` (JSON) asks.
- ``test``: runs the project's own tests in that database.
- ``serve``: a lane; says when it is ready, then serves until standard input ends.

Environment: ``DATABASE_URL``, ``PORT`` (0: any), ``DEADHEAT_ROOT`` (the project; else the current
folder), ``DEADHEAT_RUN_FOLDER`` (files of the run, shared by its lanes), ``DEADHEAT_SECRET`` (path
prefix of the control requests), ``DEADHEAT_ALLOW_HOSTS`` (with commas), ``DEADHEAT_ISOLATION``,
``DEADHEAT_SUCCESSORS`` (if set, a killed process is followed by another that says it is ready),
``DEADHEAT_LANE`` (the lane's letter; its random numbers depend on it), ``DEADHEAT_INTERFACE``
(``wsgi`` or ``asgi``; else as the project is set up), ``DJANGO_SETTINGS_MODULE`` (else looked for).
"""

import json
import os
import sys

from deadheat_agent import boot, inspection, problems
from deadheat_agent.channel import Channel

EXIT_FAILED = 3


def main(arguments):
    channel = Channel()
    command = arguments[0] if len(arguments) == 1 else ""
    run = {"inspect": _inspect, "prepare": _prepare, "serve": _serve, "test": _test}.get(command)
    if run is None:
        print("usage: python -m deadheat_agent inspect|prepare|test|serve", file=sys.stderr)
        return 2
    try:
        run(channel)
        return 0
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        if isinstance(error, SystemExit) and error.code in (0, None):
            return 0
        channel.say(error=problems.as_json(error, command))
        return EXIT_FAILED


def _inspect(channel):
    channel.say(**inspection.inspect())


def _prepare(channel):
    from deadheat_agent import prepare

    channel.die_with_parent()
    asked = json.loads(os.environ.get("DEADHEAT_PREPARE") or '{"migrate": true}')
    project = boot.boot()
    told = prepare.prepare(project, asked)
    told.update(project.facts())
    channel.say(**told)


def _test(channel):
    from deadheat_agent import suite

    channel.die_with_parent()
    boot.boot(dispatching=True)
    channel.say(tests=suite.run())


def _serve(channel):
    from deadheat_agent import serving

    channel.die_with_parent()
    serving.serve(channel)
